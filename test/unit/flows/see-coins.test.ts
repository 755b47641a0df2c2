import { describe, expect, it } from 'vitest';
import { assetId } from '../../../src/domain/caip.ts';
import { WagetraceError } from '../../../src/domain/errors.ts';
import { type Outpoint, outpointKey, type UtxoTransaction } from '../../../src/domain/utxo.ts';
import { seeCoins } from '../../../src/flows/see-coins.ts';
import type { SeenCoin } from '../../../src/ports/coin-spends.ts';
import type { ReadSpend } from '../../../src/ports/spend-reader.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';

const asset = assetId(`${bitcoin}/slip44:0`);
const toHeight = 100;
const { signal } = new AbortController();
const request = (coin: string) => ({ account: holder('busy'), asset, coin, fromHeight: 1 });
const spender = utxoTransaction({
  ...{ tx: 'spender', height: 40 },
  inputs: [['paid:0', 'busy', 500]],
  outputs: [['shop', 400]],
});

/** A chain that answers so, and holds these transactions. */
function world(
  answers: Record<string, Pick<ReadSpend, 'height' | 'spentBy'> | Error>,
  chain: readonly UtxoTransaction[],
) {
  const kept: SeenCoin[] = [];
  const stored: UtxoTransaction[] = [];
  const asked: string[] = [];
  const context = {
    spends: {
      seen: () =>
        Promise.resolve(
          new Set(
            kept.filter(({ height }) => height >= toHeight).map(({ coin }) => outpointKey(coin)),
          ),
        ),
      ask: (_chain: string, coin: Outpoint) => {
        asked.push(outpointKey(coin));
        const answer = answers[outpointKey(coin)];
        if (answer instanceof Error) return Promise.reject(answer);
        return Promise.resolve(answer && { ...answer, blockHash: 'ab', source: 'test' });
      },
      keep: (_chain: string, seen: SeenCoin) => Promise.resolve(kept.push(seen) > 0),
    },
    coins: {
      transactions: (_chain: string, txs: readonly string[]) =>
        Promise.resolve(stored.filter(({ tx }) => txs.includes(tx))),
      append: (read: UtxoTransaction[]) => Promise.resolve(void stored.push(...read)),
    },
    ledger: { append: () => Promise.resolve() },
    chains: {
      source: () => ({
        transaction: (tx: string) => {
          const utxo = chain.find((one) => one.tx === tx);
          return Promise.resolve(utxo && { transfers: [], events: [], utxo });
        },
      }),
    },
  };
  const see = async (coins: readonly string[], mayRead = true) => {
    const scope = { horizon: { heights: { [bitcoin]: toHeight }, cut: false }, mayRead, signal };
    // CAST: as much of the ports as seeing coins calls.
    const ports = context as unknown as Parameters<typeof seeCoins>[0];
    return (await seeCoins(ports, scope, coins.map(request))).map(({ coin }) => coin);
  };
  return { see, kept, stored, asked };
}

describe('coins that are asked for one by one', () => {
  it('are seen with the transaction that spends them, and asked for once', async () => {
    const { see, kept, stored, asked } = world({ 'paid:0': { height: 120, spentBy: 'spender' } }, [
      spender,
    ]);
    expect(await see(['paid:0'])).toEqual(['paid:0']);
    expect(stored).toEqual([spender]);
    expect(kept).toMatchObject([{ height: 120, blockHash: 'ab', source: 'test' }]);
    expect(await see(['paid:0'])).toEqual(['paid:0']);
    expect(await see(['paid:0'], false)).toEqual(['paid:0']);
    expect(asked).toEqual(['paid:0']);
  });

  it('are seen where nobody spent them up to the horizon', async () => {
    const { see } = world({ 'kept:0': { height: toHeight } }, []);
    expect(await see(['kept:0'])).toEqual(['kept:0']);
  });

  it('are not seen by a provider that is behind, or does not tell, nor when nothing may be asked', async () => {
    const unsupported = new WagetraceError('source.unsupported', 'no index');
    const { see, kept } = world({ 'late:0': { height: 99 }, 'untold:0': unsupported }, []);
    expect(await see(['late:0', 'untold:0', 'unknown:0'])).toEqual([]);
    expect(await see(['late:0'], false)).toEqual([]);
    expect(kept).toEqual([]);
  });

  it.each([
    ['spends another coin', 'other:0'],
    ['spends another output of the same transaction', 'paid:1'],
  ])('are not believed to be spent by a transaction that %s', async (_what, coin) => {
    const { see, kept } = world({ [coin]: { height: 120, spentBy: 'spender' } }, [spender]);
    await expect(see([coin])).rejects.toMatchObject({ code: 'source.bad-answer', retryable: true });
    expect(kept).toEqual([]);
  });

  it('are not believed to be spent by a transaction that is not there', async () => {
    const { see } = world({ 'paid:0': { height: 120, spentBy: 'spender' } }, []);
    expect(await see(['paid:0'])).toEqual([]);
  });
});
