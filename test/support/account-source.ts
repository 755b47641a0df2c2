import type { AccountId } from '../../src/domain/caip.ts';
import type { HeightRange } from '../../src/domain/coverage.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import type { ChainBatch, ChainSource } from '../../src/ports/chain-source.ts';
import { worldChain } from './flow-world.ts';

/**
 * A chain of a hundred blocks that is read account by account. The wage is found by its
 * transaction; `onRead` is told of each reading.
 */
export function accountSource(
  wage: Transfer,
  transfers: readonly Transfer[],
  onRead: (account: AccountId, range: HeightRange) => void = () => undefined,
): ChainSource {
  return {
    chain: worldChain,
    name: 'test',
    head: async () => ({ height: 100, hash: 'h', finalHeight: 100 }),
    async *account(account: AccountId, range: HeightRange): AsyncGenerator<ChainBatch> {
      onRead(account, range);
      const own = transfers.filter(
        ({ from, to, height }) =>
          (from === account || to === account) &&
          height >= range.fromHeight &&
          height <= range.toHeight,
      );
      await Promise.resolve();
      yield { ...range, transfers: own, events: [], blockHashes: {} };
    },
    async *blocks(): AsyncGenerator<ChainBatch> {},
    transaction: async (tx) => {
      const { height, blockHash, time } = wage;
      if (tx !== wage.tx) return undefined;
      return { height, blockHash, time, failed: false, transfers: [wage], events: [] };
    },
    blockHash: async () => 'h',
  };
}
