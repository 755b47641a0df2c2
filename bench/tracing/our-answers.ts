import { followCrowd } from '../../src/tracing/crowd/fifo-crowd.ts';
import { ReachSearch } from '../../src/tracing/reach.ts';
import { reachGraph } from '../../src/tracing/reach-graph.ts';
import type { TransferColumns } from '../../src/tracing/subgraph.ts';
import { arrayBytes } from './memory.ts';
import { digestOfEnds, hopsMax, type PeerResult, type Questions, type Timed } from './questions.ts';

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

/** `bytesBefore`: what typed arrays held before the columns were made. */
export function ourAnswers(
  columns: TransferColumns,
  { sources, seeds }: Questions,
  bytesBefore: number,
): PeerResult & { readonly heldBytes: number } {
  const start = performance.now();
  const search = new ReachSearch(reachGraph(columns));
  const buildMs = performance.now() - start;
  const heldBytes = arrayBytes() - bytesBefore;
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
    plain: timed(5, () => sources.map((source) => search.plain([source], hopsMax))),
    inTime: timed(3, () => sources.map((source) => search.inTimeOrder([source], hopsMax).length)),
    oneSeed: follow(seeds.slice(0, 1)),
    crowd: follow(seeds),
  };
}
