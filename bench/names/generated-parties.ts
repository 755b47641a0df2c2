import type { NamedParty, PartyName } from '../../src/sanctions/names/name-index.ts';
import {
  type Custom,
  customShares,
  listedEntities,
  listedPersons,
  listedVessels,
} from './listed-names.ts';
import { pick, pickWeighted, seededRandom } from './seeded-random.ts';

/** What share of the SDN list each kind of party has, roughly. */
const kindShares = [
  ['person', 55],
  ['entity', 35],
  ['vessel', 10],
] as const;
/** 71 of the 80 persons on the DPRK list of the United Nations have a date or year of birth. */
const birthDateShare = 0.89;
const aliasShare = 0.5;
const weakShare = 0.2;

/**
 * Parties made by a seeded generator from parts of real listed names: family names, given names
 * and words of organisations recombined within one custom of naming. Not real listings.
 */
export function generateParties(count: number, seed: number): readonly NamedParty[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const kind = pickWeighted(kindShares, random);
    const id = `generated-${at}`;
    if (kind === 'person') return person(id, random);
    const make = kind === 'entity' ? entityName : vesselName;
    const names = withAliases(() => make(random), random);
    return { id, schema: kind === 'entity' ? 'Organization' : 'Vessel', names };
  });
}

function person(id: string, random: () => number): NamedParty {
  // CAST: the keys of the record are its declared keys.
  const shares = Object.entries(customShares) as [Custom, number][];
  const custom = pickWeighted(shares, random);
  const names = withAliases(() => personName(custom, random), random);
  const birthDates =
    random() < birthDateShare ? { birthDates: [birthDate(1945, 2000, random)] } : {};
  return { id, schema: 'Person', names, ...birthDates };
}

function withAliases(make: () => string, random: () => number): readonly PartyName[] {
  const names: PartyName[] = [{ text: make() }];
  while (random() < aliasShare) names.push({ text: make(), weak: random() < weakShare });
  return names;
}

function personName(custom: Custom, random: () => number): string {
  const part = (which: 0 | 1): string =>
    pick(listedPersons[custom], random).split(', ')[which] ?? '';
  const [family, given] = [part(0), part(1)];
  if (custom === 'korean' && given.includes(' ')) {
    return `${family}, ${given.split(' ')[0]} ${part(1).split(' ').at(-1)}`;
  }
  if (custom === 'spanish') {
    return `${family.split(' ')[0]} ${part(0).split(' ').at(-1)}, ${given}`;
  }
  return `${family}, ${given}`;
}

function entityName(random: () => number): string {
  const [first, second] = [pick(listedEntities, random), pick(listedEntities, random)];
  return `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}`.trim();
}

function vesselName(random: () => number): string {
  const [first, second] = [pick(listedVessels, random), pick(listedVessels, random)];
  return [first.split(' ')[0], ...second.split(' ').slice(1)].join(' ');
}

/** A day between two years, both included, as `YYYY-MM-DD`. */
export function birthDate(from: number, to: number, random: () => number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const year = from + Math.floor(random() * (to - from + 1));
  return `${year}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`;
}
