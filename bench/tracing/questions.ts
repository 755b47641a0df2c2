import { createHash } from 'node:crypto';
import type { CrowdEnd } from '../../src/tracing/crowd/crowd-request.ts';
import type { TransferColumns } from '../../src/tracing/subgraph.ts';

export const hopsMax = 4;
export const crowdSeeds = 1000;

/** What is asked, of everyone the same. */
export interface Questions {
  /** Accounts whose reach is counted. */
  readonly sources: readonly number[];
  /** Transfers whose value is followed. */
  readonly seeds: readonly number[];
}

/** Sources of every degree of busyness, and seeds spread over the first half of the graph. */
export function questionsFor(columns: TransferColumns, sourceCount: number): Questions {
  const { count, potCount, from } = columns;
  return {
    sources: Array.from(
      { length: sourceCount },
      (_, at) => from[Math.floor((at * count) / sourceCount)] ?? at % potCount,
    ),
    seeds: Array.from({ length: crowdSeeds }, (_, at) =>
      Math.floor((at * count) / (2 * crowdSeeds)),
    ),
  };
}

/** Answers of one peer, with the milliseconds that each question took. Undefined: cannot answer. */
export interface PeerResult {
  readonly peer: string;
  readonly buildMs: number;
  readonly plain?: Timed<readonly number[]>;
  readonly inTime?: Timed<readonly number[]>;
  readonly oneSeed?: Timed<string>;
  readonly crowd?: Timed<string>;
}

export interface Timed<Answer> {
  readonly ms: number;
  readonly answer: Answer;
}

/** The same text for the same ends: `seed pot amount`, in order, hashed. */
export function digestOfEnds(ends: readonly CrowdEnd[]): string {
  const lines = ends.map(({ seed, pot, amountBase }) => `${seed} ${pot} ${amountBase}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
