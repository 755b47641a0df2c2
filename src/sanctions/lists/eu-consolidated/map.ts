import { WagetraceError } from '../../../domain/errors.ts';
import type { ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import { walletsIn } from '../../free-text.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readBirth, readDate } from '../../published-date.ts';
import { child, elementsAt, type XmlElement } from '../../xml-records.ts';
import type { EuDocument } from './parse.ts';

const types: Readonly<Record<string, ListedPartyType>> = {
  person: 'individual',
  enterprise: 'entity',
};
const genders: Readonly<Record<string, 'male' | 'female'>> = { M: 'male', F: 'female' };

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => (value ? [value] : [])))];
}

function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes[name] || undefined;
}

function birthOf(date: XmlElement): string | undefined {
  const { yearRangeFrom, yearRangeTo, birthdate, year } = date.attributes;
  if (birthdate) return readBirth(birthdate);
  return readBirth(
    yearRangeFrom && yearRangeTo ? `${yearRangeFrom} to ${yearRangeTo}` : (year ?? ''),
  );
}

function countriesOf(entity: XmlElement): string[] {
  const placed = [...elementsAt(entity, 'citizenship'), ...elementsAt(entity, 'address')];
  return distinct(placed.map((one) => attribute(one, 'countryIso2Code'))).filter(
    (code) => code !== '00',
  );
}

function designatedOf(entity: XmlElement): string | undefined {
  return readDate(attribute(entity, 'designationDate'));
}

function partyOf(profile: ListProfile, entity: XmlElement): ListedParty {
  const uid = attribute(entity, 'euReferenceNumber') ?? attribute(entity, 'logicalId');
  const names = elementsAt(entity, 'nameAlias').filter((one) => attribute(one, 'wholeName'));
  const [primary, ...others] = names;
  const name = primary && attribute(primary, 'wholeName');
  if (!uid || !primary || !name) {
    throw new WagetraceError('list.malformed', 'An entity has no reference or no name');
  }
  const gender = distinct(names.map((one) => attribute(one, 'gender')))[0] ?? '';
  const designated = designatedOf(entity);
  const subject = child(entity, 'subjectType');
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid,
    type: types[(subject && attribute(subject, 'code')) ?? ''] ?? 'unknown',
    name,
    aliases: others.map((one) => ({
      name: attribute(one, 'wholeName') ?? '',
      weak: attribute(one, 'strong') === 'false',
    })),
    programmes: distinct(
      elementsAt(entity, 'regulation').map((one) => attribute(one, 'programme')),
    ),
    datesOfBirth: distinct(elementsAt(entity, 'birthdate').map(birthOf)),
    countries: countriesOf(entity),
    ...(genders[gender] ? { gender: genders[gender] } : {}),
    ...(designated === undefined ? {} : { designated }),
  };
}

/** Every text of an entity but its names: remarks stand at each of its elements. */
function textsOf(element: XmlElement): string[] {
  const own = [
    element.text,
    attribute(element, 'designationDetails'),
    attribute(element, 'number'),
  ];
  return [...own.flatMap((text) => (text ? [text] : [])), ...element.children.flatMap(textsOf)];
}

function identifiersOf(party: ListedParty, entity: XmlElement): PublishedIdentifier[] {
  return walletsIn(textsOf(entity).join('\n\n')).map((wallet) => ({
    ...wallet,
    uid: party.uid,
    party: party.name,
    aliases: party.aliases.map(({ name }) => name),
    programmes: party.programmes,
    ...(party.designated === undefined ? {} : { designated: party.designated }),
  }));
}

/** Parties of the EU's list, and the wallets that its remarks mention. */
export function mapEu(profile: ListProfile, document: EuDocument): ListDocument {
  const parties: ListedParty[] = [];
  const identifiers: PublishedIdentifier[] = [];
  for (const entity of document.entities) {
    const party = partyOf(profile, entity);
    parties.push(party);
    identifiers.push(...identifiersOf(party, entity));
  }
  return { published: document.published, records: parties.length, parties, identifiers };
}
