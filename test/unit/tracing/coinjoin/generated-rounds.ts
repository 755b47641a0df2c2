import fc from 'fast-check';
import type { ScriptKind } from '../../../../src/domain/utxo.ts';
import type { CoinJoinCandidate, CoinShape } from '../../../../src/tracing/coinjoin/candidate.ts';

/** Coins that each have a script of their own. */
function coins(side: string, amounts: readonly bigint[], scriptKind: ScriptKind): CoinShape[] {
  return amounts.map((amountBase, i) => ({ amountBase, script: `${side}${i}`, scriptKind }));
}

export function transaction(
  inputs: readonly bigint[],
  outputs: readonly bigint[],
  scriptKind: ScriptKind = 'p2wpkh',
): CoinJoinCandidate {
  return { inputs: coins('in', inputs, scriptKind), outputs: coins('out', outputs, scriptKind) };
}

const satoshi = (min: number, max: number) => fc.integer({ min, max }).map(BigInt);

/** Whirlpool: some coins re-mixed at the pool's amount, the others with an excess for the miner. */
export const whirlpoolRounds = fc
  .record({
    amount: fc.constantFrom(100_000n, 1_000_000n, 5_000_000n, 50_000_000n),
    size: fc.integer({ min: 5, max: 10 }),
    excesses: fc.array(satoshi(102, 60_000), { minLength: 1, maxLength: 4 }),
  })
  .map(({ amount, size, excesses }) =>
    transaction(
      Array.from({ length: size }, (_, i) => amount + (excesses[i] ?? 0n)),
      new Array<bigint>(size).fill(amount),
    ),
  );

const denominations: readonly bigint[] = [
  ...[13, 15, 18, 20, 23, 26].map((power) => 2n ** BigInt(power)),
  ...[8, 10, 12, 14, 16].flatMap((power) => [3n ** BigInt(power), 2n * 3n ** BigInt(power)]),
  ...[4, 5, 6, 7].flatMap((power) => [1n, 2n, 5n].map((n) => n * 10n ** BigInt(power))),
].sort((a, b) => (a < b ? 1 : -1));

/** WabiSabi: each wallet breaks its money into denominations, greatest first, and keeps the rest. */
export const wabiSabiRounds = fc
  .array(fc.array(satoshi(200_000, 900_000_000), { minLength: 1, maxLength: 5 }), {
    minLength: 2,
    maxLength: 40,
  })
  .map((wallets) => {
    const outputs = wallets.flatMap((inputs) =>
      decomposed(inputs.reduce((sum, amount) => sum + amount, 0n)),
    );
    const descending = (a: bigint, b: bigint) => (a < b ? 1 : -1);
    return transaction(wallets.flat().sort(descending), outputs.sort(descending));
  });

function decomposed(sumBase: bigint): bigint[] {
  const taken: bigint[] = [];
  let left = sumBase - 3_000n;
  for (const amount of denominations) {
    while (left >= amount && taken.length < 8) {
      taken.push(amount);
      left -= amount;
    }
  }
  return left >= 5_000n ? [...taken, left] : taken;
}

/** JoinMarket: every maker gets what it put in and a small fee; the taker pays all of them. */
export const joinMarketRounds = fc
  .record({
    amount: satoshi(1_000_000, 200_000_000),
    makers: fc.uniqueArray(
      fc.record({
        extra: satoshi(50_000, 900_000_000),
        perMille: satoshi(0, 4),
        inputs: fc.integer({ min: 1, max: 2 }),
      }),
      { minLength: 3, maxLength: 7, selector: (maker) => maker.extra },
    ),
    sweep: fc.boolean(),
  })
  .map(({ amount, makers, sweep }) => {
    const inputs: bigint[] = [];
    const changes: bigint[] = [];
    let paid = 6_000n;
    for (const maker of makers) {
      const gain = (amount * maker.perMille) / 1000n;
      paid += gain;
      const total = amount + maker.extra;
      inputs.push(...(maker.inputs === 1 ? [total] : [total / 3n, total - total / 3n]));
      changes.push(maker.extra + gain);
    }
    inputs.push(amount + paid + (sweep ? 0n : 777_777n));
    if (!sweep) changes.push(777_777n);
    const equal = new Array<bigint>(makers.length + 1).fill(amount);
    return transaction(inputs, [...equal, ...changes]);
  });

/** ZeroLink: remixed coins that fit, coins with change, and the coordinator's output. */
export const zeroLinkRounds = fc
  .record({
    amount: satoshi(1_000_000, 11_000_000),
    remixed: fc.integer({ min: 7, max: 60 }),
    changes: fc.uniqueArray(satoshi(20_000, 900_000_000), { minLength: 3, maxLength: 30 }),
    coordinator: satoshi(5_000, 15_000),
  })
  .filter(({ remixed, changes }) => changes.length + 1 >= (changes.length + remixed) / 10)
  .map(({ amount, remixed, changes, coordinator }) => {
    const inputs = [
      ...Array.from({ length: remixed }, () => amount + 1_500n),
      ...changes.map((change) => amount + change + 2_000n),
    ];
    const equal = new Array<bigint>(remixed + changes.length).fill(amount);
    return transaction(inputs, [...equal, ...changes, coordinator]);
  });

/** A pay run: one owner's coins pay equal wages (and some others), the rest is one change. */
export const payRuns = fc
  .record({
    wage: satoshi(1_000_000, 20_000_000),
    equal: fc.integer({ min: 3, max: 120 }),
    otherWages: fc.uniqueArray(satoshi(100_000, 20_000_000), { maxLength: 6 }),
    cuts: fc.array(satoshi(1, 1_000_000), { maxLength: 150 }),
    change: satoshi(10_000, 500_000_000),
    kind: fc.constantFrom<ScriptKind>('p2pkh', 'p2sh', 'p2wpkh', 'p2tr'),
  })
  .map(({ wage, equal, otherWages, cuts, change, kind }) => {
    const outputs = [...new Array<bigint>(equal).fill(wage), ...otherWages, change];
    const total = outputs.reduce((sum, amount) => sum + amount, 9_000n);
    return transaction(pieces(total, cuts), outputs, kind);
  });

/** The sum cut into pieces at the given points, in millionths: receipts of any size. */
function pieces(totalBase: bigint, cuts: readonly bigint[]): bigint[] {
  const points = [...new Set(cuts)].sort((a, b) => (a < b ? -1 : 1));
  const bounds = [0n, ...points.map((point) => (totalBase * point) / 1_000_001n), totalBase];
  return bounds.slice(1).map((bound, i) => bound - (bounds[i] ?? 0n));
}

/** A withdrawal batch of an exchange: round amounts that people ask for, sorted or not. */
export const withdrawalBatches = fc
  .record({
    amounts: fc.array(fc.constantFrom(100_000n, 1_000_000n, 2_000_000n, 5_000_000n, 10_000_000n), {
      minLength: 3,
      maxLength: 100,
    }),
    odd: fc.array(satoshi(10_000, 100_000_000), { maxLength: 20 }),
    inputs: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ amounts, odd, inputs }) => {
    const outputs = [...amounts, ...odd].sort((a, b) => (a < b ? 1 : -1));
    const total = outputs.reduce((sum, amount) => sum + amount, 30_000n);
    const part = total / BigInt(inputs);
    const rest = total - part * BigInt(inputs - 1);
    return transaction([...new Array<bigint>(inputs - 1).fill(part), rest], outputs);
  });
