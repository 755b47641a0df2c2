import { describe, expect, it } from 'vitest';
import { type NamedParty, NameIndex } from '../../../../src/sanctions/names/name-index.ts';
import { nameThreshold } from '../../../../src/sanctions/names/scoring-rules.ts';

const sim: NamedParty = {
  id: 'sim',
  schema: 'Person',
  names: [{ text: 'SIM, Hyon Sop' }, { text: 'SIM, Hajim', weak: false }],
  birthDates: ['1983-11-25'],
  countries: ['kp'],
  gender: 'male',
};
const semenov: NamedParty = {
  id: 'semenov',
  schema: 'Person',
  names: [{ text: 'SEMENOV, Roman' }, { text: 'Poma Vektor', weak: true }],
  birthDates: ['1987'],
};
const tanchon: NamedParty = {
  id: 'tanchon',
  schema: 'Organization',
  names: [{ text: 'Tanchon Commercial Bank' }, { text: 'Changgwang Credit Bank' }],
};
const honest: NamedParty = { id: 'honest', schema: 'Vessel', names: [{ text: 'Wise Honest' }] };
const nasrallah: NamedParty = { id: 'hasan', schema: 'Person', names: [{ text: 'حسن نصر الله' }] };
const index = NameIndex.of([sim, semenov, tanchon, honest, nasrallah]);

const found = (name: string): readonly string[] =>
  index.search({ name }).hits.map(({ partyId }) => partyId);

describe('an index of names', () => {
  it('finds a party by any of its names, whatever the script and the spelling', () => {
    expect(found('Shim Hyun-seop')).toEqual(['sim']);
    expect(found('심현섭')).toEqual(['sim']);
    expect(found('Hajim Sim')).toEqual(['sim']);
    expect(found('Роман Семенов')).toEqual(['semenov']);
    expect(found('Roman Semenvo')).toEqual(['semenov']);
    expect(found('Hasan Nasrallah')).toEqual(['hasan']);
    expect(found('Changgwang Credit Bank Ltd')).toEqual(['tanchon']);
    expect(found('M/V Wise Honest')).toEqual(['honest']);
  });

  it('finds nobody for a name that is nobody’s', () => {
    expect(found('Margaret Ellison')).toEqual([]);
    expect(found('')).toEqual([]);
  });

  it('compares a name only with parties of its kind', () => {
    expect(index.search({ name: 'Wise Honest', schema: 'Person' }).hits).toEqual([]);
    expect(index.search({ name: 'Wise Honest', schema: 'Vessel' }).hits).toHaveLength(1);
  });

  it('gives the best name of a party once, with the pieces that add up to the score', () => {
    const { hits } = index.search({ name: 'SIM Hyon Sob', dateOfBirth: '1990-01-01' });
    expect(hits).toHaveLength(1);
    const [hit] = hits;
    expect(hit?.name).toBe('SIM, Hyon Sop');
    const sum = (hit?.pieces ?? []).reduce((total, { effect }) => total + effect, 1);
    expect(hit?.score).toBeCloseTo(sum);
  });

  it('says when more names were possible than it compares', () => {
    const crowd = Array.from(
      { length: 500 },
      (_, at): NamedParty => ({
        id: `${at}`,
        schema: 'Person',
        names: [{ text: 'Roman Semenov' }],
      }),
    );
    const search = NameIndex.of(crowd).search({ name: 'Roman Semenov' });
    expect(search.truncated).toBe(true);
    expect(search.hits).toHaveLength(search.compared);
    expect(index.search({ name: 'Roman Semenov' }).truncated).toBe(false);
  });
});

describe('a weak alias', () => {
  it('never finds a party', () => {
    expect(found('Poma Vektor')).toEqual([]);
  });

  it('confirms a party that another name nearly found', () => {
    const spellings = { text: 'Vektorov, Roman Petrovich Ilyin' };
    const withWeak = (weak: string): NamedParty => ({
      id: weak,
      schema: 'Person',
      names: [spellings, { text: weak, weak: true }],
    });
    const name = 'Roman Vektorov Kirill Ilyin';
    const near = NameIndex.of([withWeak('Unrelated')]).search({ name }, 0).hits[0];
    const confirmed = NameIndex.of([withWeak('Roman Vektorov')]).search({ name }, 0).hits[0];
    expect(near?.pieces.some(({ kind }) => kind === 'weak-alias-confirms')).toBe(false);
    expect(confirmed?.score).toBeCloseTo((near?.score ?? 0) + 0.05);
  });
});

describe('qualifiers', () => {
  const score = (extra: object): number =>
    index.search({ name: 'Sim Hyon Sop', ...extra }, 0).hits[0]?.score ?? 0;
  const kinds = (extra: object): readonly string[] =>
    (index.search({ name: 'Sim Hyon Sop', ...extra }, 0).hits[0]?.pieces ?? []).map(
      ({ kind }) => kind,
    );

  it('lower the score where they differ, each by its own piece', () => {
    expect(score({ dateOfBirth: '1951-02-03' })).toBeCloseTo(0.8);
    expect(score({ dateOfBirth: '1984-11-25' })).toBeCloseTo(0.9);
    expect(score({ dateOfBirth: '1983-07-02' })).toBeCloseTo(0.9);
    expect(score({ dateOfBirth: '1983-11-25', country: 'us' })).toBeCloseTo(1);
    expect(kinds({ country: 'us' })).toContain('country-differs');
    expect(kinds({ gender: 'female' })).toContain('gender-differs');
  });

  it('forgive a day and a month that were swapped', () => {
    const swapped: NamedParty = { ...sim, birthDates: ['1983-05-11'] };
    const { hits } = NameIndex.of([swapped]).search({
      name: 'Sim Hyon Sop',
      dateOfBirth: '1983-11-05',
    });
    expect(hits[0]?.score).toBeCloseTo(0.95);
  });

  it('say nothing where they are unknown or less exact', () => {
    expect(score({ dateOfBirth: '1983' })).toBe(1);
    expect(score({ country: 'kp', gender: 'male' })).toBe(1);
  });

  it('keep an exact name in sight whatever date of birth is claimed', () => {
    expect(score({ dateOfBirth: '2001-01-01' })).toBeGreaterThanOrEqual(nameThreshold);
  });
});
