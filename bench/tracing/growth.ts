import { generatedGraph } from './generated-graph.ts';
import { ourAnswers } from './our-answers.ts';
import { questionsFor } from './questions.ts';

export interface GrowthRow {
  readonly transfers: number;
  readonly plainMs: number;
  readonly inTimeMs: number;
  readonly crowdMs: number;
  readonly bytesPerTransfer: number;
  /** What reading and writing the crowd's memory once would take at the machine's bandwidth. */
  readonly bandwidthMs: number;
}

const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
const sourceCount = 20;
/** Bytes that one transfer of a pass touches at least: its columns, both balances, both marks. */
const bytesTouched = 4 + 4 + 8 + 4 + 2 * (8 + 8);

/** How time and memory grow with the graph, an account for every five transfers. */
export function growth(): GrowthRow[] {
  const bytesPerMs = copyBandwidth();
  return sizes.map((transfers) => {
    const columns = generatedGraph(transfers, Math.ceil(transfers / 5));
    const questions = questionsFor(columns, sourceCount);
    const { plain, inTime, crowd, heldBytes } = ourAnswers(columns, questions);
    return {
      transfers,
      plainMs: (plain?.ms ?? 0) / sourceCount,
      inTimeMs: (inTime?.ms ?? 0) / sourceCount,
      crowdMs: crowd?.ms ?? 0,
      bytesPerTransfer: heldBytes / transfers,
      bandwidthMs: (transfers * bytesTouched) / bytesPerMs,
    };
  });
}

/** Bytes a millisecond that this machine copies, of an array larger than its caches. */
function copyBandwidth(): number {
  const source = new Float64Array(1 << 23).fill(1);
  const target = new Float64Array(source.length);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    target.set(source);
    best = Math.min(best, performance.now() - start);
  }
  return (2 * source.byteLength) / best;
}
