import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jaroWinkler } from '@skyra/jaro-winkler';
import { token_set_ratio } from 'fuzzball';
import { type NamedParty, NameIndex } from '../../src/sanctions/names/name-index.ts';
import { prepareName } from '../../src/sanctions/names/prepare-name.ts';
import { scoreNames } from '../../src/sanctions/names/score-names.ts';
import { matcherVersion, nameThreshold } from '../../src/sanctions/names/scoring-rules.ts';
import type { SuiteOptions } from '../evaluate.ts';
import { type AlertLoad, alertLoad } from '../names/alert-load.ts';
import { generateParties } from '../names/generated-parties.ts';
import { ordinaryPayees } from '../names/ordinary-names.ts';
import { bestThreshold, type Measures, measure, type ScoredPair } from '../names/pair-scores.ts';
import { type NamePair, readPairs } from '../names/read-pairs.ts';

const seed = 20260227;
const partyCount = 20_000;
const payeeCount = 1_000;

const unreadableShownMax = 10;

/** Sees names and schema only; the truth is read by the scorer. */
type Matcher = (pair: Pick<NamePair, 'name1' | 'name2' | 'schema'>) => number;

const matcher: Matcher = ({ name1, name2, schema }) =>
  scoreNames(prepareName(name1, schema), prepareName(name2, schema)).score;

const baselines: Readonly<Record<string, Matcher>> = {
  'jaro-winkler': ({ name1, name2 }) => jaroWinkler(name1.toLowerCase(), name2.toLowerCase()),
  'jaro-winkler-tokens': ({ name1, name2 }) => tokenwise(name1, name2),
  'fuzzball-token-set': ({ name1, name2 }) => token_set_ratio(name1, name2) / 100,
};

/** Mean over the words of the shorter name of the best Jaro-Winkler in the other. */
function tokenwise(a: string, b: string): number {
  const words = [a, b].map((name) =>
    name
      .toLowerCase()
      .split(/[\s,.]+/)
      .filter(Boolean),
  );
  const [few = [], many = []] = words.sort((x, y) => x.length - y.length);
  const best = few.map((one) => Math.max(...many.map((other) => jaroWinkler(one, other))));
  return best.reduce((sum, score) => sum + score, 0) / Math.max(1, best.length);
}

const scoreWith = (rows: readonly NamePair[], match: Matcher): readonly ScoredPair[] =>
  rows.map((pair) => ({
    group: pair.group,
    isMatch: pair.isMatch,
    score: match({ name1: pair.name1, name2: pair.name2, schema: pair.schema }),
  }));

/** One half was looked at while the figures of the matcher were set, the other was not. */
function isHeldOut({ name1, name2 }: NamePair): boolean {
  const hash = createHash('sha256').update(`wagetrace-names:${name1}|${name2}`).digest();
  return hash.readUInt32BE(0) % 2 === 1;
}

/** Names: how well labelled pairs are told apart, and how many alerts ordinary names raise. */
export async function run({ data }: SuiteOptions): Promise<{ json: object; report: string }> {
  const { pairs: rows, unreadable } = readPairs(await readFile(data, 'utf8'));
  const scored = scoreWith(rows, matcher);
  const all = measure(scored, nameThreshold);
  const best = bestThreshold(scored);
  const rivals = Object.entries(baselines).map(
    ([name, match]) => [name, bestThreshold(scoreWith(rows, match))] as const,
  );
  const parties = generateParties(partyCount, seed);
  const index = NameIndex.of(parties);
  const recalled = indexRecall(rows, scored, parties);
  const load = alertLoad(index, ordinaryPayees(payeeCount, seed));
  const json = {
    pairs: rows.length,
    unreadable: unreadable.length,
    threshold: nameThreshold,
    ...all,
    best,
    baselines: Object.fromEntries(rivals.map(([name, { f1 }]) => [name, f1])),
    indexRecall: recalled,
    alertsPerThousand: load.perThousand,
    alertsPerThousandWithBirthDate: load.perThousandWithBirthDate,
  };
  const halves = [
    ['half the figures were set on', scored.filter((_, at) => !isHeldOutAt(rows, at))],
    ['half held out', scored.filter((_, at) => isHeldOutAt(rows, at))],
  ] as const;
  return {
    json,
    report: report({ rows, unreadable, scored, best, rivals, halves, load, recalled }),
  };
}

/** Of the pairs that match when compared directly, the share that a search in an index also finds. */
function indexRecall(
  rows: readonly NamePair[],
  scored: readonly ScoredPair[],
  others: readonly NamedParty[],
): number {
  const listed = rows.map(({ name2, schema }, at): NamedParty => {
    return { id: `pair-${at}`, schema, names: [{ text: name2 }] };
  });
  const index = NameIndex.of([...others, ...listed]);
  const matching = rows.flatMap((pair, at) =>
    (scored[at]?.score ?? 0) >= nameThreshold ? [{ pair, id: `pair-${at}` }] : [],
  );
  const found = matching.filter(({ pair, id }) =>
    index
      .search({ name: pair.name1, schema: pair.schema })
      .hits.some(({ partyId }) => partyId === id),
  );
  return found.length / Math.max(1, matching.length);
}

function isHeldOutAt(rows: readonly NamePair[], at: number): boolean {
  const pair = rows[at];
  return pair !== undefined && isHeldOut(pair);
}

interface Findings {
  readonly rows: readonly NamePair[];
  readonly unreadable: readonly string[];
  readonly scored: readonly ScoredPair[];
  readonly best: { readonly threshold: number; readonly f1: number };
  readonly rivals: readonly (readonly [
    string,
    { readonly threshold: number; readonly f1: number },
  ])[];
  readonly halves: readonly (readonly [string, readonly ScoredPair[]])[];
  readonly load: AlertLoad;
  readonly recalled: number;
}

function report({
  rows,
  unreadable,
  scored,
  best,
  rivals,
  halves,
  load,
  recalled,
}: Findings): string {
  const line = (label: string, pairs: readonly ScoredPair[]): string =>
    `  ${label.padEnd(30)} ${String(pairs.length).padStart(4)}  ${figures(measure(pairs, nameThreshold))}  best F1 ${percent(bestThreshold(pairs).f1)} at ${bestThreshold(pairs).threshold}`;
  const groups = [...new Set(scored.map(({ group }) => group))];
  return [
    `${rows.length} pairs, matcher ${matcherVersion}, threshold ${nameThreshold}`,
    ...(unreadable.length > 0 ? [`${unreadable.length} rows could not be read:`] : []),
    ...unreadable.slice(0, unreadableShownMax).map((row) => `  ${row}`),
    line('all', scored),
    ...groups.map((name) =>
      line(
        name,
        scored.filter(({ group }) => group === name),
      ),
    ),
    ...halves.map(([name, pairs]) => line(name, pairs)),
    `best F1 ${percent(best.f1)} at ${best.threshold}`,
    `Matches that the index finds among ${partyCount} other parties: ${percent(recalled)}`,
    'Others, each at its own best threshold:',
    ...rivals.map(
      ([name, { f1, threshold }]) => `  ${name.padEnd(30)} F1 ${percent(f1)} at ${threshold}`,
    ),
    `Alerts per 1,000 of ${load.payees} ordinary names against ${partyCount} generated parties (seed ${seed}):`,
    `  ${load.perThousand} without date of birth, ${load.perThousandWithBirthDate} with`,
    ...load.examples.map((example) => `  e.g. ${example}`),
  ].join('\n');
}

const percent = (share: number): string => share.toFixed(3);
const figures = ({ precision, recall, f1 }: Measures): string =>
  `P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}`;
