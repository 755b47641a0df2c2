import { jaroWinkler } from '@skyra/jaro-winkler';
import { NameIndex } from '../src/sanctions/names/name-index.ts';
import { nameThreshold } from '../src/sanctions/names/scoring-rules.ts';
import { generateParties } from './names/generated-parties.ts';
import { ordinaryPayees } from './names/ordinary-names.ts';

const seed = 20260227;
const partyCount = 20_000;
const warmUpCount = 1_000;
const queryCount = 3_000;
const peerQueryCount = 20;

/** One name of one party in so many of the queries is sought, so that hits are timed too. */
const listedEvery = 10;

interface Timing {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function time(queries: readonly string[], search: (name: string) => unknown): Timing {
  const timesMs = queries.map((name) => {
    const start = performance.now();
    search(name);
    return performance.now() - start;
  });
  const totalMs = timesMs.reduce((sum, ms) => sum + ms, 0);
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number => timesMs[Math.floor((timesMs.length - 1) * share)] ?? 0;
  return { perSecond: (1000 * queries.length) / totalMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/**
 * Names screened per second against 20,000 parties (generated from real listed names by a seed,
 * not real listings), beside a plain Jaro-Winkler over all of them in the same run.
 */
export async function run(): Promise<void> {
  const parties = generateParties(partyCount, seed);
  const names = parties.flatMap((party) => party.names.map(({ text }) => text));
  const start = performance.now();
  const index = NameIndex.of(parties);
  const buildMs = performance.now() - start;
  const queries = ordinaryPayees(warmUpCount + queryCount, seed).map(({ name }, at) =>
    at % listedEvery === 0 ? (names[(at * 7919) % names.length] ?? name) : name,
  );
  const search = (name: string): unknown => index.search({ name, schema: 'Person' });
  time(queries.slice(0, warmUpCount), search);
  const own = time(queries.slice(warmUpCount), search);
  const scan = (name: string): unknown =>
    names.filter((listed) => jaroWinkler(listed, name) >= nameThreshold);
  time(queries.slice(0, 2), scan);
  const peer = time(queries.slice(0, peerQueryCount), scan);
  const line = (label: string, { perSecond, p50Ms, p99Ms }: Timing): string =>
    `${label.padEnd(34)} ${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50Ms.toFixed(2)} ms  p99 ${p99Ms.toFixed(2)} ms`;
  console.log(`${parties.length} generated parties, ${names.length} names, seed ${seed}`);
  console.log(`index built in ${buildMs.toFixed(0)} ms`);
  console.log(line('names against all parties', own));
  console.log(line('Jaro-Winkler over all names', peer));
  console.log(`ratio ${(own.perSecond / peer.perSecond).toFixed(1)}`);
}
