import { createHash } from 'node:crypto';
import type { ListedParty, ListedPartyType } from '../domain/listed-party.ts';
import type { NameSchema } from '../domain/name-match.ts';
import { countryCode } from './country-code.ts';
import type { NamedParty } from './names/name-index.ts';

const schemata: Readonly<Record<ListedPartyType, NameSchema>> = {
  individual: 'Person',
  entity: 'Organization',
  vessel: 'Vessel',
  aircraft: 'Airplane',
  unknown: 'LegalEntity',
};

/** A longer span of years of birth tells nobody from a namesake. */
const spanYearsMax = 20;

/** Names a party among all lists. */
export function partyIdOf({ list, uid }: Pick<ListedParty, 'list' | 'uid'>): string {
  return `${list}:${uid}`;
}

/** A listed party as the matcher sees it. A country that nobody here can read tells nothing. */
export function namedParty(party: ListedParty): NamedParty {
  return {
    id: partyIdOf(party),
    schema: schemata[party.type],
    names: [{ text: party.name }, ...party.aliases.map(({ name, weak }) => ({ text: name, weak }))],
    birthDates: party.datesOfBirth.flatMap(yearsOf),
    countries: [...new Set(party.countries.flatMap((country) => countryCode(country) ?? []))],
    ...(party.gender ? { gender: party.gender } : {}),
  };
}

/** `1960/1962` is each of these years. */
function yearsOf(birth: string): string[] {
  const [from, to] = birth.split('/');
  if (to === undefined) return [birth];
  const years = Number(to) - Number(from);
  if (!(years >= 0 && years < spanYearsMax)) return [];
  return Array.from({ length: years + 1 }, (_, at) => String(Number(from) + at));
}

/** SHA-256 of what an analyst looks at to tell a payee from the party. */
export function fingerprintOf(party: ListedParty): string {
  const { list, uid, type, name, aliases, datesOfBirth, countries, gender, programmes } = party;
  const names = aliases.map((alias) => [alias.name, alias.weak]);
  const seen = [list, uid, type, name, names, datesOfBirth, countries, gender ?? '', programmes];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}
