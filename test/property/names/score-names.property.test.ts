import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameSchemata } from '../../../src/domain/name-match.ts';
import { bestAssignment } from '../../../src/sanctions/names/assignment.ts';
import { type NamedParty, NameIndex } from '../../../src/sanctions/names/name-index.ts';
import { packNames } from '../../../src/sanctions/names/packed-names.ts';
import { prepareName } from '../../../src/sanctions/names/prepare-name.ts';
import { ScoreCeiling } from '../../../src/sanctions/names/score-ceiling.ts';
import { scoreNames } from '../../../src/sanctions/names/score-names.ts';
import { nameThreshold } from '../../../src/sanctions/names/scoring-rules.ts';
import { WordTable } from '../../../src/sanctions/names/word-table.ts';

const runs = { numRuns: 300 };
const schema = fc.constantFrom(...nameSchemata);
const words =
  'Roman Semenov Igor Ivanovich Sechin Kim Sang Man Sangman Song Chol Ri Lee Abu al Hassan bin Muhammad ' +
  'Mohamed Abdul Rahman Garcia Jose Luis Zhang Cheung Wei Trading Bank of Korea LLC GmbH 3 XII J. O’Neil Dr.';
const name = fc
  .array(fc.constantFrom(...words.split(' ')), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(' '));
const anyName = fc.oneof(name, fc.string({ unit: 'grapheme', maxLength: 40 }));

describe('the score of two names', () => {
  it('is the same both ways, between 0 and 1, and what its pieces add up to', () => {
    fc.assert(
      fc.property(anyName, anyName, schema, (a, b, kind) => {
        const [left, right] = [prepareName(a, kind), prepareName(b, kind)];
        const forth = scoreNames(left, right);
        const back = scoreNames(right, left);
        expect(forth.score).toBeCloseTo(back.score, 9);
        const sum = forth.pieces.reduce((total, { effect }) => total + effect, 1);
        expect(forth.score).toBeCloseTo(Math.min(1, Math.max(0, sum)), 9);
        for (const { effect } of forth.pieces) expect(effect).toBeLessThanOrEqual(1e-9);
      }),
      runs,
    );
  });

  it('is 1 for a name and itself in any order of its words and any case', () => {
    const parts = fc.uniqueArray(
      fc.constantFrom('Sechin', 'Deripaska', 'Makhluf', 'Parsarad', 'Volosovik', 'Khadzhi'),
      { minLength: 2, maxLength: 5 },
    );
    const shuffled = parts.chain((own) =>
      fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })),
    );
    fc.assert(
      fc.property(shuffled, ([own, other]) => {
        const { score } = scoreNames(
          prepareName(own.join(' '), 'Person'),
          prepareName(other.join(', ').toUpperCase(), 'Person'),
        );
        expect(score).toBeCloseTo(1, 9);
      }),
      runs,
    );
  });

  it('does not rise when a word is put in that the other name lacks', () => {
    const base = ['Sechin', 'Deripaska', 'Makhluf'];
    fc.assert(
      fc.property(fc.constantFrom('Volosovik', 'Zheng', 'Peijnenburg'), (extra) => {
        const party = prepareName(base.join(' '), 'Person');
        const { score } = scoreNames(prepareName([...base, extra].join(' '), 'Person'), party);
        expect(score).toBeLessThan(1);
      }),
      runs,
    );
  });
});

describe('the assignment of words', () => {
  it('gains as much as the best of all assignments', () => {
    const side = fc.integer({ min: 1, max: 4 });
    const gains = fc.tuple(side, side).chain(([rows, columns]) =>
      fc.array(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
          minLength: columns,
          maxLength: columns,
        }),
        { minLength: rows, maxLength: rows },
      ),
    );
    fc.assert(
      fc.property(gains, (table) => {
        const columns = bestAssignment(table);
        const taken = columns.filter((column) => column >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        const gained = columns.reduce((sum, column, row) => sum + (table[row]?.[column] ?? 0), 0);
        expect(gained).toBeCloseTo(greatestGain(table), 9);
      }),
      runs,
    );
  });
});

/** By trying all: each row takes a free column or none. */
function greatestGain(table: readonly (readonly number[])[], row = 0, taken = 0): number {
  const gains = table[row];
  if (!gains) return 0;
  const without = greatestGain(table, row + 1, taken);
  return gains.reduce((best, gain, column) => {
    if (taken & (1 << column)) return best;
    return Math.max(best, gain + greatestGain(table, row + 1, taken | (1 << column)));
  }, without);
}

describe('the ceiling of a score', () => {
  /** A name as somebody else writes it: run together, shortened, misspelt, with other words. */
  const ways: readonly ((words: readonly string[], other: string) => string)[] = [
    (words) => words.join(''),
    (words) => [words[0]?.charAt(0), ...words.slice(1)].join(' '),
    (words, other) => [words.slice(1).join(''), words[0], other].join(' '),
    (words, other) => `${words.join(' ').replace(/[aeiou]/, '')} ${other}`,
    (words) => words.slice(0, 2).reverse().join(' '),
    (_, other) => other,
  ];
  it.each(['Person', 'Organization', 'Vessel'] as const)(
    'is no lower than that of a %s',
    (kind) => {
      fc.assert(
        fc.property(anyName, name, fc.constantFrom(...ways), (a, other, way) => {
          const asked = prepareName(a, kind);
          const listed = prepareName(way(a.split(' '), other), kind);
          const { score } = scoreNames(asked, listed);
          const packed = packNames(listed.kind, [{ party: 0, name: 0, prepared: listed }]);
          expect(new ScoreCeiling(new WordTable(packed)).reaches(score, asked, 0)).toBe(true);
        }),
        { numRuns: 1_000 },
      );
    },
  );
});

describe('the index of names', () => {
  it('finds each party by its own name, and scores as a direct comparison does', () => {
    const parties = fc
      .array(name, { minLength: 1, maxLength: 20 })
      .map((names) =>
        names.map((text, at): NamedParty => ({ id: `${at}`, schema: 'Person', names: [{ text }] })),
      );
    fc.assert(
      fc.property(parties, name, (listed, sought) => {
        const index = NameIndex.of(listed);
        const query = prepareName(sought, 'Person');
        for (const { partyId, score } of index.search({ name: sought, schema: 'Person' }).hits) {
          const party = prepareName(listed[Number(partyId)]?.names[0]?.text ?? '', 'Person');
          expect(score).toBeCloseTo(scoreNames(query, party).score, 9);
          expect(score).toBeGreaterThanOrEqual(nameThreshold);
        }
      }),
      { numRuns: 100 },
    );
  });
});
