import { followCrowd } from '../../src/tracing/crowd/fifo-crowd.ts';
import { ReachSearch } from '../../src/tracing/reach.ts';
import { reachGraph } from '../../src/tracing/reach-graph.ts';
import type { TransferColumns } from '../../src/tracing/subgraph.ts';
import { digestOfEnds, hopsMax, type PeerResult, type Questions, type Timed } from './questions.ts';

/** The fastest question is asked most often: it is the one that other work on the machine disturbs. */
export const plainRuns = 60;
/** Sources of one timing, of which the best counts: short enough that some run is undisturbed. */
export const plainBlock = 10;

/** Best of some runs, after one that is not counted. */
export function timed<Answer>(runs: number, run: () => Answer): Timed<Answer> {
  let answer = run();
  let ms = Number.POSITIVE_INFINITY;
  for (let at = 0; at < runs; at += 1) {
    const start = performance.now();
    answer = run();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, answer };
}

function timedPlain(search: ReachSearch, sources: readonly number[]): Timed<readonly number[]> {
  const blocks: Timed<readonly number[]>[] = [];
  for (let at = 0; at < sources.length; at += plainBlock) {
    const block = sources.slice(at, at + plainBlock);
    blocks.push(timed(plainRuns, () => block.map((source) => search.plain([source], hopsMax))));
  }
  return {
    ms: blocks.reduce((sum, { ms }) => sum + ms, 0),
    answer: blocks.flatMap(({ answer }) => answer),
  };
}

/** The first question alone. */
export function ourPlainReach(
  columns: TransferColumns,
  { sources }: Questions,
): Timed<readonly number[]> {
  return timedPlain(new ReachSearch(reachGraph(columns)), sources);
}

export function ourAnswers(
  columns: TransferColumns,
  { sources, seeds }: Questions,
): PeerResult & { readonly heldBytes: number } {
  const start = performance.now();
  const graph = reachGraph(columns);
  const search = new ReachSearch(graph);
  const buildMs = performance.now() - start;
  const heldBytes = bytesOf(columns) + (columns.amount.exact?.byteLength ?? 0) + bytesOf(graph);
  const request = (some: readonly number[]) => ({
    columns,
    openings: { exact: new Float64Array(columns.potCount), sum: 0n },
    seeds: Uint32Array.from(some),
    stops: new Uint8Array(columns.potCount),
  });
  const follow = (some: readonly number[]): Timed<string> => {
    const prepared = request(some);
    const { ms, answer } = timed(3, () => followCrowd(prepared));
    return { ms, answer: digestOfEnds(answer) };
  };
  return {
    peer: 'wagetrace',
    buildMs,
    heldBytes,
    plain: timedPlain(search, sources),
    inTime: timed(3, () => sources.map((source) => search.inTimeOrder([source], hopsMax).length)),
    oneSeed: follow(seeds.slice(0, 1)),
    crowd: follow(seeds),
  };
}

/** Bytes of the typed arrays of an object. */
function bytesOf(holder: object): number {
  return Object.values(holder).reduce<number>(
    (sum, part: unknown) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
}
