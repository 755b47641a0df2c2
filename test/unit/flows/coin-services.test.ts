import { describe, expect, it } from 'vitest';
import { transfersOf } from '../../../src/chains/bitcoin/transfers.ts';
import { assetId } from '../../../src/domain/caip.ts';
import type { ServiceVerdict } from '../../../src/domain/service-verdict.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import {
  type RecogniseContext,
  ServiceRecogniser,
} from '../../../src/flows/services/recognise-services.ts';
import { bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';

const asset = assetId(`${bitcoin}/slip44:0`);
const coin = 100_000_000;
const blocksOfDay = 144;
const days = 60;
const hot = holder('hot');

/** Transactions as the ledger keeps them of a block, each with the time of its height. */
function stored(rows: readonly Parameters<typeof utxoTransaction>[0][]): Transfer[] {
  const chain = { ...bitcoinTestChain(bitcoin), nativeAsset: asset };
  return rows.flatMap((row) => {
    const time = new Date(Date.UTC(2026, 0, 1) + (row.height ?? 0) * 600_000).toISOString();
    // CAST: of a chain only its row is looked at.
    const source = { chain } as Parameters<typeof transfersOf>[0];
    return transfersOf(source, { ...utxoTransaction(row), time });
  });
}

/** Deposits of others are swept into one address, which pays others in batches, with change. */
function exchange(customers: number): Transfer[] {
  const sweeps = Array.from({ length: customers }, (_, i) => ({
    ...{ tx: `sweep${i}`, height: (i * 7) % (days * blocksOfDay) },
    inputs: [
      [`a${i}:0`, `deposit${i}`, coin],
      [`b${i}:0`, `deposit${i}b`, coin],
    ] as const,
    outputs: [['hot', 2 * coin - 1_000]] as const,
  }));
  const batches = Array.from({ length: Math.ceil(customers / 10) }, (_, i) => ({
    ...{ tx: `batch${i}`, height: (i * 70) % (days * blocksOfDay) },
    inputs: [[`sweep${i}:0`, 'hot', 20 * coin]] as const,
    outputs: [
      ...Array.from({ length: 10 }, (_, k) => [`customer${i * 10 + k}`, coin] as const),
      ['hot', 9 * coin] as const,
    ],
  }));
  return stored([...sweeps, ...batches]).sort((a, b) => a.height - b.height);
}

/** What the recogniser sees of a ledger that holds these transfers. */
function recogniserOver(transfers: readonly Transfer[], kept: ServiceVerdict[]) {
  const asked: number[] = [];
  const context = {
    activity: {
      busyAmong: ({ accounts, transfersMax }: { accounts: unknown[]; transfersMax: number }) => {
        asked.push(accounts.length);
        return Promise.resolve(transfers.length > transfersMax ? accounts : []);
      },
    },
    ledger: {
      transfersOf: (query: {
        accounts: readonly string[];
        range: { fromHeight: number; toHeight: number };
        transfersMax: number;
      }) => {
        const { fromHeight, toHeight } = query.range;
        const own = transfers.filter(
          (one) =>
            one.height >= fromHeight &&
            one.height <= toHeight &&
            [one.from, one.to].some((side) => query.accounts.includes(side)),
        );
        return Promise.resolve({ transfers: own.slice(0, query.transfersMax) });
      },
    },
    chains: {
      asset: () => ({ decimals: 8 }),
      chain: () => ({ ...bitcoinTestChain(bitcoin), nativeAsset: asset }),
    },
    prices: { pricesOf: () => Promise.resolve([{ state: 'known', usdPerUnit: '60000' }]) },
    verdicts: {
      add: (_organisation: string, found: ServiceVerdict[]) => {
        kept.push(...found);
        return Promise.resolve();
      },
    },
    contractState: () => undefined,
  };
  const horizon = { trace: { heights: { [bitcoin]: days * blocksOfDay }, cut: false } };
  const scope = { organisationId: 'o', signal: new AbortController().signal };
  // CAST: as much of the ports as recognising calls.
  const recogniser = new ServiceRecogniser(context as unknown as RecogniseContext, scope, horizon);
  return { recogniser, asked };
}

const requests = ['sweep1:0', 'sweep2:0'].map((key) => {
  return { account: hot, asset, coin: key, fromHeight: 0 };
});

describe('services among the holders of coins', () => {
  it('are recognised by who pays in and who is paid, and looked at once for all their coins', async () => {
    const kept: ServiceVerdict[] = [];
    const { recogniser, asked } = recogniserOver(exchange(1_500), kept);
    const found = await recogniser.hotWallets(requests);
    expect(found).toMatchObject([{ account: hot, kind: 'exchange', source: 'inferred' }]);
    expect(kept).toEqual(found);
    expect(asked).toEqual([1]);
    expect(await recogniser.hotWallets(requests)).toEqual([]);
  });

  it('are not those with fewer counterparties than no person has', async () => {
    const { recogniser } = recogniserOver(exchange(150), []);
    expect(await recogniser.hotWallets(requests)).toEqual([]);
  });

  it('are not those who collect from many and pay few', async () => {
    const collected = exchange(2_500).filter(({ to }) => !to.includes('customer'));
    const { recogniser } = recogniserOver(collected, []);
    expect(await recogniser.hotWallets(requests)).toEqual([]);
  });
});
