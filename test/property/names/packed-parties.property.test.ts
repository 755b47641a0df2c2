import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedParty } from '../../../src/domain/listed-party.ts';
import type { NamedSubject } from '../../../src/domain/name-match.ts';
import { readPacked } from '../../../src/sanctions/packed-parties.ts';
import { PartySearch } from '../../../src/sanctions/party-search.ts';

const parts =
  'Roman Semenov Kim Sang Man Sangman Ri Song Chol Abu al Hassan Garcia José Luis Zhang Wei Trading ' +
  'Bank of Korea LLC GmbH XII J. O’Neil Роман Семенов 김상만 حسن نصر الله 习近平';
const name = fc
  .array(fc.constantFrom(...parts.split(' ')), { minLength: 1, maxLength: 5 })
  .map((words) => words.join(' '));
const party = fc.record({
  type: fc.constantFrom('individual', 'entity', 'vessel', 'unknown'),
  name,
  aliases: fc.array(fc.record({ name, weak: fc.boolean() }), { maxLength: 3 }),
  datesOfBirth: fc.subarray(['1983-11-25', '1987', '1960/1962']),
  countries: fc.subarray(['Korea, North', 'RU', 'Atlantis']),
});
const parties = fc.array(party, { minLength: 1, maxLength: 25 }).map((all) =>
  all.map(
    (one, at): ListedParty => ({
      ...{ list: 'own', effect: 'block', jurisdiction: 'US', uid: `${at}`, programmes: ['P'] },
      ...one,
    }),
  ),
);
const subject: fc.Arbitrary<NamedSubject> = fc.record(
  {
    name,
    schema: fc.constantFrom('Person', 'Organization', 'LegalEntity', 'Vessel'),
    dateOfBirth: fc.constantFrom('1983-11-25', '1961-05-05'),
    country: fc.constantFrom('KP', 'US'),
  },
  { requiredKeys: ['name'] },
);

describe('parties that were packed and read again', () => {
  it('answer every question as those that were just built', () => {
    fc.assert(
      fc.property(parties, fc.array(subject, { maxLength: 10 }), (listed, subjects) => {
        const built = PartySearch.build(listed.map((one) => JSON.stringify(one)));
        const read = PartySearch.read(built.pack());
        for (const asked of [...subjects, ...listed.map((one) => ({ name: one.name }))]) {
          expect(read.find(asked)).toEqual(built.find(asked));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are refused when any byte of them is another', () => {
    const packed = PartySearch.build([
      '{"list":"own","uid":"1","type":"individual","name":"Roman Semenov","aliases":[],"datesOfBirth":[],"countries":[]}',
    ]).pack();
    // The ten bytes of the header say nothing of what follows.
    fc.assert(
      fc.property(fc.integer({ min: 10, max: packed.length - 1 }), (at) => {
        const broken = Uint8Array.from(packed, (byte, place) => (place === at ? byte ^ 1 : byte));
        expect(() => readPacked(broken)).toThrow(
          expect.objectContaining({ code: 'names.unreadable' }),
        );
      }),
    );
    for (const cut of [new Uint8Array(), packed.slice(0, -1)]) {
      expect(() => readPacked(cut)).toThrow(expect.objectContaining({ code: 'names.unreadable' }));
    }
  });
});
