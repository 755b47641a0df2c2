import { WagetraceError } from '../../../domain/errors.ts';
import type { ListedAlias, ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import { walletsIn } from '../../free-text.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readBirth, readDate } from '../../published-date.ts';
import { childText, elementsAt, type XmlElement } from '../../xml-records.ts';
import type { UkDocument } from './parse.ts';

const types: Readonly<Record<string, ListedPartyType>> = {
  individual: 'individual',
  entity: 'entity',
  ship: 'vessel',
};
/** `Name6` is the family name, or the whole name of an entity. */
const nameParts = ['Name1', 'Name2', 'Name3', 'Name4', 'Name5', 'Name6'];

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}

function fullName(name: XmlElement): string {
  return nameParts
    .map((part) => childText(name, part) ?? '')
    .filter(Boolean)
    .join(' ');
}

function isPrimary(name: XmlElement): boolean {
  return childText(name, 'NameType')?.toLowerCase() === 'primary name';
}

function aliasesOf(designation: XmlElement, names: readonly XmlElement[]): ListedAlias[] {
  const weak = (name: XmlElement) => /low/i.test(childText(name, 'AliasStrength') ?? '');
  return [
    ...names
      .filter((name) => !isPrimary(name))
      .map((name) => ({ name: fullName(name), weak: weak(name) })),
    ...elementsAt(designation, 'NonLatinNames', 'NonLatinName', 'NameNonLatinScript').map(
      ({ text }) => ({ name: text, weak: false }),
    ),
  ].filter(({ name }) => name !== '');
}

/** `dd/mm/1950` is a year without day and month. */
function birthsOf(individuals: readonly XmlElement[]): string[] {
  return distinct(
    individuals
      .flatMap((one) => elementsAt(one, 'DOBs', 'DOB'))
      .map(({ text }) => readBirth(text.replace(/^d+\/m+\//i, '')) ?? ''),
  );
}

function partyOf(profile: ListProfile, designation: XmlElement): ListedParty {
  const uid = childText(designation, 'UniqueID');
  const names = elementsAt(designation, 'Names', 'Name');
  const primary = names.find(isPrimary) ?? names[0];
  if (!uid || !primary) {
    throw new WagetraceError('list.malformed', 'A designation has no id or no name');
  }
  const individuals = elementsAt(designation, 'IndividualDetails', 'Individual');
  const gender = individuals.flatMap((one) => elementsAt(one, 'Genders', 'Gender'))[0]?.text;
  const designated = readDate(childText(designation, 'DateDesignated'));
  const imposed = childText(designation, 'SanctionsImposed') ?? '';
  return {
    list: profile.list,
    // A travel ban alone forbids no payment.
    effect: imposed === '' || /asset freeze/i.test(imposed) ? 'block' : 'restrict',
    jurisdiction: profile.jurisdiction,
    uid,
    type: types[childText(designation, 'IndividualEntityShip')?.toLowerCase() ?? ''] ?? 'unknown',
    name: fullName(primary),
    aliases: aliasesOf(
      designation,
      names.filter((name) => name !== primary),
    ),
    programmes: distinct([childText(designation, 'RegimeName') ?? '']),
    datesOfBirth: birthsOf(individuals),
    countries: distinct([
      ...individuals
        .flatMap((one) => elementsAt(one, 'Nationalities', 'Nationality'))
        .map(({ text }) => text),
      ...elementsAt(designation, 'Addresses', 'Address', 'AddressCountry').map(({ text }) => text),
    ]),
    ...(/^male$/i.test(gender ?? '') ? { gender: 'male' as const } : {}),
    ...(/^female$/i.test(gender ?? '') ? { gender: 'female' as const } : {}),
    ...(designated === undefined ? {} : { designated }),
  };
}

/** Wallets stand in the free text of a designation. */
function identifiersOf(party: ListedParty, designation: XmlElement): PublishedIdentifier[] {
  const texts = ['OtherInformation', 'UKStatementofReasons'].map((name) =>
    childText(designation, name),
  );
  return walletsIn(texts.filter((text) => text !== undefined).join('\n')).map((wallet) => ({
    ...wallet,
    effect: party.effect,
    uid: party.uid,
    party: party.name,
    aliases: party.aliases.map(({ name }) => name),
    programmes: party.programmes,
    ...(party.designated === undefined ? {} : { designated: party.designated }),
  }));
}

/** Parties of the UK Sanctions List, and the wallets that its free text mentions. */
export function mapUk(profile: ListProfile, document: UkDocument): ListDocument {
  const parties: ListedParty[] = [];
  const identifiers: PublishedIdentifier[] = [];
  for (const designation of document.designations) {
    const party = partyOf(profile, designation);
    parties.push(party);
    identifiers.push(...identifiersOf(party, designation));
  }
  return { published: document.published, records: parties.length, parties, identifiers };
}
