import { WagetraceError } from '../../../domain/errors.ts';
import type { ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readBirth } from '../../published-date.ts';
import { childText, elementsAt, type XmlElement } from '../../xml-records.ts';
import type { SdnDocument } from './parse-sdn.ts';
import { walletSymbol } from './wallet-type.ts';

const types: Readonly<Record<string, ListedPartyType>> = {
  individual: 'individual',
  entity: 'entity',
  vessel: 'vessel',
  aircraft: 'aircraft',
};

function fullName(element: XmlElement): string {
  return [childText(element, 'lastName'), childText(element, 'firstName')]
    .filter((part) => part !== undefined)
    .join(', ');
}

function genderOf(ids: readonly XmlElement[]): ListedParty['gender'] {
  const gender = ids.find((id) => childText(id, 'idType') === 'Gender');
  const value = gender && childText(gender, 'idNumber')?.toLowerCase();
  return value === 'male' || value === 'female' ? value : undefined;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function partyOf(profile: ListProfile, entry: XmlElement): ListedParty {
  const uid = childText(entry, 'uid');
  const name = fullName(entry);
  if (!uid || name === '') {
    throw new WagetraceError('list.malformed', 'An entry has no id or no name');
  }
  const ids = elementsAt(entry, 'idList', 'id');
  const gender = genderOf(ids);
  const births = elementsAt(entry, 'dateOfBirthList', 'dateOfBirthItem');
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid,
    type: types[childText(entry, 'sdnType')?.toLowerCase() ?? ''] ?? 'unknown',
    name,
    aliases: elementsAt(entry, 'akaList', 'aka').map((aka) => ({
      name: fullName(aka),
      weak: childText(aka, 'category') === 'weak',
    })),
    programmes: elementsAt(entry, 'programList', 'program').map(({ text }) => text),
    datesOfBirth: distinct(births.map((item) => readBirth(childText(item, 'dateOfBirth') ?? ''))),
    countries: distinct([
      ...elementsAt(entry, 'nationalityList', 'nationality', 'country').map(({ text }) => text),
      ...elementsAt(entry, 'citizenshipList', 'citizenship', 'country').map(({ text }) => text),
      ...elementsAt(entry, 'addressList', 'address', 'country').map(({ text }) => text),
    ]),
    ...(gender ? { gender } : {}),
  };
}

function identifiersOf(party: ListedParty, entry: XmlElement): PublishedIdentifier[] {
  return elementsAt(entry, 'idList', 'id').flatMap((id) => {
    const type = childText(id, 'idType');
    const raw = childText(id, 'idNumber');
    const declaredSymbol = type === undefined ? undefined : walletSymbol(type);
    if (declaredSymbol === undefined || !raw) return [];
    return {
      uid: party.uid,
      party: party.name,
      aliases: party.aliases.map(({ name }) => name),
      programmes: party.programmes,
      declaredSymbol,
      raw,
    };
  });
}

/** Parties and wallets of the simple format. Programme tags never decide anything. */
export function mapSdn(profile: ListProfile, document: SdnDocument): ListDocument {
  const parties: ListedParty[] = [];
  const identifiers: PublishedIdentifier[] = [];
  for (const entry of document.entries) {
    const party = partyOf(profile, entry);
    parties.push(party);
    identifiers.push(...identifiersOf(party, entry));
  }
  return {
    published: document.published,
    declaredRecords: document.declaredRecords,
    records: parties.length,
    parties,
    identifiers,
  };
}
