import { WagetraceError } from '../../../domain/errors.ts';
import type { ListedAlias, ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import { walletsIn } from '../../free-text.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readBirth, readDate } from '../../published-date.ts';
import { child, childText, elementsAt, type XmlElement } from '../../xml-records.ts';
import type { UnDocument } from './parse.ts';

const nameParts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'];

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => (value ? [value] : [])))];
}

function aliasesOf(entry: XmlElement): ListedAlias[] {
  const original = childText(entry, 'NAME_ORIGINAL_SCRIPT');
  const aliases = entry.children.filter(({ name }) => /^(INDIVIDUAL|ENTITY)_ALIAS$/.test(name));
  return [
    ...(original === undefined ? [] : [{ name: original, weak: false }]),
    ...aliases.flatMap((alias) => {
      const name = childText(alias, 'ALIAS_NAME');
      return name === undefined ? [] : [{ name, weak: childText(alias, 'QUALITY') === 'Low' }];
    }),
  ];
}

function birthOf(date: XmlElement): string | undefined {
  const [from, to] = [childText(date, 'FROM_YEAR'), childText(date, 'TO_YEAR')];
  if (from && to) return readBirth(`${from} to ${to}`);
  return readBirth(childText(date, 'DATE') ?? childText(date, 'YEAR') ?? '');
}

function countriesOf(entry: XmlElement): string[] {
  const addresses = entry.children.filter(({ name }) => /_ADDRESS$/.test(name));
  return distinct([
    ...elementsAt(entry, 'NATIONALITY', 'VALUE').map(({ text }) => text),
    ...addresses.map((address) => childText(address, 'COUNTRY')),
  ]);
}

function partyOf(profile: ListProfile, entry: XmlElement, type: ListedPartyType): ListedParty {
  const uid = childText(entry, 'REFERENCE_NUMBER') ?? childText(entry, 'DATAID');
  const name = nameParts
    .map((part) => childText(entry, part) ?? '')
    .filter(Boolean)
    .join(' ');
  if (!uid || name === '') {
    throw new WagetraceError('list.malformed', 'An entry has no reference or no name');
  }
  const gender = childText(entry, 'GENDER')?.toLowerCase();
  const designated = readDate(childText(entry, 'LISTED_ON'));
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid,
    type,
    name,
    aliases: aliasesOf(entry),
    programmes: distinct([childText(entry, 'UN_LIST_TYPE')]),
    datesOfBirth: distinct(elementsAt(entry, 'INDIVIDUAL_DATE_OF_BIRTH').map(birthOf)),
    countries: countriesOf(entry),
    ...(gender === 'male' || gender === 'female' ? { gender } : {}),
    ...(designated === undefined ? {} : { designated }),
  };
}

/** The list has no field for wallets: those that its comments and documents mention. */
function identifiersOf(party: ListedParty, entry: XmlElement): PublishedIdentifier[] {
  const documents = entry.children.filter(({ name }) => /_DOCUMENT$/.test(name));
  const texts = [
    childText(entry, 'COMMENTS1'),
    ...documents.flatMap((one) => [childText(one, 'NUMBER'), childText(one, 'NOTE')]),
    child(entry, 'NOTE')?.text,
  ];
  return walletsIn(texts.filter((text) => text !== undefined).join('\n')).map((wallet) => ({
    ...wallet,
    uid: party.uid,
    party: party.name,
    aliases: party.aliases.map(({ name }) => name),
    programmes: party.programmes,
    ...(party.designated === undefined ? {} : { designated: party.designated }),
  }));
}

/** Parties of the Security Council's list, and the few wallets that its free text mentions. */
export function mapUn(profile: ListProfile, document: UnDocument): ListDocument {
  const entries = [
    ...document.individuals.map((entry) => ({ entry, type: 'individual' as const })),
    ...document.entities.map((entry) => ({ entry, type: 'entity' as const })),
  ];
  const parties = entries.map(({ entry, type }) => partyOf(profile, entry, type));
  return {
    published: document.published,
    records: parties.length,
    parties,
    identifiers: entries.flatMap(({ entry }, i) => {
      const party = parties[i];
      return party ? identifiersOf(party, entry) : [];
    }),
  };
}
