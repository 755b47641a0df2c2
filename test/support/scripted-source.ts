import { chainId } from '../../src/domain/caip.ts';
import type { HeightRange } from '../../src/domain/coverage.ts';
import type { ChainBatch, ChainSource } from '../../src/ports/chain-source.ts';

export const scriptedChain = chainId('eip155:5777');

/** A source of empty batches of ten blocks that fails where a script says so. */
export interface ScriptedSource extends ChainSource {
  /** Errors that the next readings throw, by the height at which they throw; each once. */
  readonly errors: { atHeight: number; error: Error }[];
  /** Ranges that were asked. */
  readonly asked: HeightRange[];
  /** Put before block hashes: another chain has another. */
  fork: string;
}

export function scriptedSource(name: string): ScriptedSource {
  const take = (range: HeightRange) => {
    const index = source.errors.findIndex(
      ({ atHeight }) => range.fromHeight <= atHeight && atHeight <= range.toHeight,
    );
    const [found] = index < 0 ? [] : source.errors.splice(index, 1);
    if (found) throw found.error;
  };
  async function* read(range: HeightRange): AsyncGenerator<ChainBatch> {
    source.asked.push(range);
    for (let fromHeight = range.fromHeight; fromHeight <= range.toHeight; fromHeight += 10) {
      const toHeight = Math.min(fromHeight + 9, range.toHeight);
      await Promise.resolve();
      take({ fromHeight, toHeight });
      const blockHashes = { [toHeight]: `${source.fork}${toHeight}` };
      yield { fromHeight, toHeight, transfers: [], events: [], blockHashes };
    }
  }
  const source: ScriptedSource = {
    chain: scriptedChain,
    name,
    errors: [],
    asked: [],
    fork: 'a',
    head: async () => {
      await Promise.resolve();
      take({ fromHeight: 100, toHeight: 100 });
      return { height: 100, hash: `${source.fork}100`, finalHeight: 90 };
    },
    account: (_account, range) => read(range),
    blocks: (range) => read(range),
    transaction: () => Promise.resolve(undefined),
    blockHash: (height) => Promise.resolve(`${source.fork}${height}`),
  };
  return source;
}
