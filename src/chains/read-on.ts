import type { HeightRange } from '../domain/coverage.ts';
import type { ChainBatch, ChainSource } from '../ports/chain-source.ts';
import { sourceError } from './source-error.ts';

/** How a reading goes on after an error: the source that reads the rest. Throws to give up. */
export type Recover = (error: unknown, progressed: boolean) => Promise<ChainSource>;

/** What was read last must still stand when somebody reads on above it. */
async function checkStands(source: ChainSource, batch: ChainBatch, signal: AbortSignal) {
  const height = Math.max(...Object.keys(batch.blockHashes).map(Number));
  const hash = batch.blockHashes[height];
  if (hash === undefined || hash === '') return;
  if ((await source.blockHash(height, signal)) === hash) return;
  throw sourceError('source.reorged', source.name, 'the chain changed between two attempts');
}

/**
 * Reads a range batch by batch and goes on where it stopped when `recover` finds a way. Throws
 * `source.reorged` where what was given already is not on the chain of whoever goes on.
 */
export async function* readOn(
  first: ChainSource,
  range: HeightRange,
  read: (source: ChainSource, rest: HeightRange) => AsyncIterable<ChainBatch>,
  recover: Recover,
  signal: AbortSignal,
): AsyncGenerator<ChainBatch> {
  let source = first;
  let { fromHeight } = range;
  let last: ChainBatch | undefined;
  while (fromHeight <= range.toHeight) {
    const startedAt = fromHeight;
    try {
      if (last) await checkStands(source, last, signal);
      for await (const batch of read(source, { fromHeight, toHeight: range.toHeight })) {
        yield { source: source.name, ...batch };
        last = batch;
        fromHeight = batch.toHeight + 1;
      }
      if (fromHeight <= range.toHeight) {
        throw sourceError('source.bad-answer', source.name, 'stopped before the end of the range');
      }
    } catch (error) {
      source = await recover(error, fromHeight > startedAt);
    }
  }
}
