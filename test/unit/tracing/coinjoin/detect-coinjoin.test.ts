import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainId } from '../../../../src/domain/caip.ts';
import type { Coin, UtxoTransaction } from '../../../../src/domain/utxo.ts';
import { coinJoinOf, detectCoinJoin } from '../../../../src/tracing/coinjoin/detect-coinjoin.ts';
import { mixesOwners } from '../../../../src/tracing/coinjoin/finding.ts';
import {
  joinMarketRounds,
  payRuns,
  transaction,
  wabiSabiRounds,
  whirlpoolRounds,
  withdrawalBatches,
  zeroLinkRounds,
} from './generated-rounds.ts';

const runs = { numRuns: 300, seed: 20260101 };

describe('rounds of each protocol, of any size', () => {
  it('names a Whirlpool round and counts its participants', () => {
    fc.assert(
      fc.property(whirlpoolRounds, (round) => {
        const finding = detectCoinJoin(round);
        expect(finding?.kind).toBe('whirlpool');
        expect(finding?.anonymitySet).toBe(round.outputs.length);
      }),
      runs,
    );
  });

  it('names a WabiSabi round, also one of two wallets', () => {
    fc.assert(
      fc.property(
        wabiSabiRounds.filter(
          (round) => round.outputs.filter((o) => isPowerOfTwoOrThree(o.amountBase)).length >= 3,
        ),
        (round) => {
          if (round.inputs.length < 2) return;
          expect(detectCoinJoin(round)?.kind).toBe('wasabi2');
        },
      ),
      runs,
    );
  });

  it('names a JoinMarket round whose makers were paid', () => {
    fc.assert(
      fc.property(joinMarketRounds, (round) => {
        expect(detectCoinJoin(round)).toMatchObject({ kind: 'joinmarket' });
      }),
      runs,
    );
  });

  it('finds a ZeroLink round of any amount, by its own rule or as a mix of equal outputs', () => {
    fc.assert(
      fc.property(zeroLinkRounds, (round) => {
        const finding = detectCoinJoin(round);
        expect(mixesOwners(finding)).toBe(true);
        expect(finding?.denominationBase).toBe(round.outputs[0]?.amountBase);
      }),
      runs,
    );
  });
});

describe('what is no mix', () => {
  it('never takes a pay run of equal wages for a CoinJoin, whatever coins fund it', () => {
    fc.assert(
      fc.property(payRuns, (payRun) => {
        expect(detectCoinJoin(payRun)).toBeUndefined();
      }),
      { numRuns: 300, seed: 20260101 },
    );
  });

  it('never takes a batch of round withdrawals for one', () => {
    fc.assert(
      fc.property(withdrawalBatches, (batch) => {
        expect(detectCoinJoin(batch)).toBeUndefined();
      }),
      { numRuns: 300, seed: 20260101 },
    );
  });

  it('takes thirty equal wages out of thirty coins of one employer for what they are', () => {
    const coins = Array.from({ length: 30 }, (_, i) => 4_000_000n + BigInt(i) * 137_731n);
    const total = coins.reduce((sum, coin) => sum + coin, 0n);
    const wages = new Array<bigint>(30).fill(5_500_000n);
    const change = total - 30n * 5_500_000n - 12_000n;
    expect(detectCoinJoin(transaction(coins, [...wages, change]))).toBeUndefined();
  });

  it('does not call two equal outputs a mix', () => {
    const stonewall = transaction(
      [3_000_000n, 2_500_000n],
      [1_000_000n, 1_000_000n, 1_999_000n, 1_498_000n],
    );
    expect(detectCoinJoin(stonewall)).toBeUndefined();
  });
});

describe('a Whirlpool Tx0', () => {
  const premix = 1_005_250n;
  const base = transaction([3_500_000n], [0n, 50_000n, 426_000n, premix, premix, premix]);
  const tx0 = {
    ...base,
    outputs: base.outputs.map((output, i) =>
      i === 0
        ? { ...output, script: `6a40${'ab'.repeat(64)}`, scriptKind: 'op-return' as const }
        : output,
    ),
  };

  it('is named and mixes nobody', () => {
    const finding = detectCoinJoin(tx0);
    expect(finding).toMatchObject({ kind: 'whirlpool-tx0', denominationBase: 1_000_000n });
    expect(mixesOwners(finding)).toBe(false);
  });

  it('needs the pool fee and the sealed payment code', () => {
    const without = tx0.outputs.filter((output) => output.amountBase !== 50_000n);
    expect(detectCoinJoin({ ...tx0, outputs: without })).toBeUndefined();
    const short = tx0.outputs.map((o, i) => (i === 0 ? { ...o, script: '6a02abcd' } : o));
    expect(detectCoinJoin({ ...tx0, outputs: short })).toBeUndefined();
  });
});

describe('a transaction of the ledger', () => {
  const coin = (amountBase: bigint, script: string): Coin => ({
    amountBase,
    script,
    scriptKind: 'p2wpkh',
    account: undefined,
  });
  const round: UtxoTransaction = {
    chain: chainId('bip122:000000000019d6689c085ae165831e93'),
    height: 800_000,
    blockHash: '',
    time: '2023-07-24T00:00:00.000Z',
    tx: 'aa',
    txIndex: 3,
    coinbase: false,
    version: 1,
    lockTime: 0,
    inputs: [0, 1, 2, 3, 4].map((i) => ({
      outpoint: { tx: 'bb', index: i },
      coin: coin(i === 0 ? 1_004_000n : 1_000_000n, `0${i}`),
      sequence: 0xffffffff,
    })),
    outputs: [0, 1, 2, 3, 4].map((i) => coin(1_000_000n, `1${i}`)),
  };

  it('is judged by the coins that it spends', () => {
    expect(coinJoinOf(round)?.kind).toBe('whirlpool');
  });

  it('is not judged while one of them is unknown', () => {
    const [first, ...others] = round.inputs;
    if (first === undefined) throw new Error('the round has inputs');
    expect(
      coinJoinOf({ ...round, inputs: [{ ...first, coin: undefined }, ...others] }),
    ).toBeUndefined();
  });
});

function isPowerOfTwoOrThree(amount: bigint): boolean {
  for (const [base, factor] of [
    [2n, 1n],
    [3n, 1n],
    [3n, 2n],
  ] as const) {
    for (let power = factor; power <= amount; power *= base) if (power === amount) return true;
  }
  return false;
}
