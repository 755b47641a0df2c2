import fc from 'fast-check';
import type { ScriptKind } from '../../../../src/domain/utxo.ts';
import type { CoinJoinCandidate, CoinShape } from '../../../../src/tracing/coinjoin/candidate.ts';
import { transaction, wabiSabiRounds } from './generated-rounds.ts';

const satoshi = (min: number, max: number) => fc.integer({ min, max }).map(BigInt);
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/** An amount in parts by shares of a thousand, none of them nothing. */
function parts(totalBase: bigint, count: number, share: bigint): bigint[] {
  if (count <= 1) return [totalBase];
  const part = (totalBase * (100n + (share % 300n))) / 1_000n;
  return [part, ...parts(totalBase - part, count - 1, share * 7n + 13n)];
}

/** ZeroLink of few: each brings coins for the amount and its fees, nearly all have change. */
export const smallZeroLinkRounds = fc
  .record({
    amount: satoshi(1_000_000, 11_000_000),
    participants: fc.uniqueArray(
      fc.record({
        change: satoshi(30_000, 900_000_000),
        inputs: fc.integer({ min: 1, max: 3 }),
        share: satoshi(0, 999),
      }),
      { minLength: 5, maxLength: 60, selector: ({ change }) => change },
    ),
  })
  .map(({ amount, participants }) => {
    const minerShare = 1_800n;
    const coordinatorShare = (amount * 3n) / 1_000n / 10n;
    const inputs = participants.flatMap(({ change, inputs: count, share }) =>
      parts(amount + change + minerShare + coordinatorShare, count, share),
    );
    const coordinator = coordinatorShare * BigInt(participants.length);
    const outputs = [
      ...participants.map(() => amount),
      ...participants.map(({ change }) => change),
      ...(coordinator > 0n ? [coordinator] : []),
    ];
    return transaction(inputs, outputs);
  });

/** ZeroLink with higher levels: who has more takes twice, four and eight times the amount too. */
export const zeroLinkLevelRounds = fc
  .record({
    amount: satoshi(5_000_000, 11_000_000),
    participants: fc.uniqueArray(
      fc.record({
        change: satoshi(30_000, 4_000_000),
        levels: fc.subarray([1n, 2n, 3n]),
      }),
      { minLength: 10, maxLength: 80, selector: ({ change }) => change },
    ),
  })
  .filter(({ participants }) => participants.some(({ levels }) => levels.length > 0))
  .map(({ amount, participants }) => {
    // Each level costs the coordinator's fee, so that it is a little less than twice the one below.
    const levelBase = (level: bigint) => (amount - 100n * level) << level;
    const inputs = participants.map(
      ({ change, levels }) => amount + sum(levels.map(levelBase)) + change + 20_000n,
    );
    const outputs = [
      ...participants.map(() => amount),
      ...participants.flatMap(({ levels }) => levels.map(levelBase)),
      ...participants.map(({ change }) => change),
      18_000n * BigInt(participants.length),
    ];
    return transaction(inputs, outputs);
  });

/** WabiSabi of two wallets or more, some of whose outputs are payments to addresses of other kinds. */
export const wabiSabiPayments = wabiSabiRounds
  .filter(({ inputs, outputs }) => inputs.length >= 2 && outputs.length >= 20)
  .map(({ inputs, outputs }) => ({
    inputs,
    outputs: outputs.map((o, i) => (i % 11 === 5 ? { ...o, scriptKind: 'p2pkh' as const } : o)),
  }));

/** A ZeroLink round in which one client takes two of its outputs at one address. */
export const reusedAddressRounds = smallZeroLinkRounds
  .filter(({ outputs }) => outputs.length >= 20)
  .map(({ inputs, outputs }): CoinJoinCandidate => {
    const first = outputs[0]?.script ?? '';
    const again = outputs.length / 2;
    return {
      inputs,
      outputs: outputs.map((o, i) => (i === Math.floor(again) ? { ...o, script: first } : o)),
    };
  });

/** Whirlpool of every size, its first round included (nobody was mixed before), to any address. */
export const whirlpoolCycles = fc
  .record({
    amount: fc.constantFrom(100_000n, 1_000_000n, 2_500_000n, 5_000_000n, 25_000_000n, 50_000_000n),
    size: fc.integer({ min: 5, max: 10 }),
    entrants: fc.integer({ min: 1, max: 10 }),
    excess: satoshi(150, 90_000),
    kind: fc.constantFrom<ScriptKind>('p2wpkh', 'p2pkh', 'p2sh', 'p2tr'),
  })
  .map(({ amount, size, entrants, excess, kind }) => {
    const round = transaction(
      Array.from({ length: size }, (_, i) => (i < entrants ? amount + excess : amount)),
      new Array<bigint>(size).fill(amount),
    );
    const outputs = round.outputs.map((o, i) => (i === 0 ? { ...o, scriptKind: kind } : o));
    return { inputs: round.inputs, outputs };
  });

const pools = [
  [100_000n, 5_000n],
  [1_000_000n, 50_000n],
  [5_000_000n, 175_000n],
  [50_000_000n, 1_750_000n],
] as const;

/** Whirlpool's Tx0 of every pool: coins for the pool, its fee, one or two changes, sealed data. */
export const tx0s = fc
  .record({
    pool: fc.constantFrom(...pools),
    feeShare: satoshi(500, 2_900),
    excess: satoshi(150, 100_000),
    premixes: fc.integer({ min: 1, max: 70 }),
    changes: fc.uniqueArray(satoshi(600, 90_000_000), { minLength: 0, maxLength: 2 }),
    inputs: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom<ScriptKind>('p2wpkh', 'p2pkh', 'p2sh', 'p2tr'),
  })
  .map(({ pool: [amount, listed], feeShare, excess, premixes, changes, inputs, kind }) => {
    const fee = (listed * feeShare) / 1_000n;
    const outputs = [fee, ...changes, ...new Array<bigint>(premixes).fill(amount + excess)];
    const base = transaction(parts(sum(outputs) + 3_000n, inputs, 77n), outputs);
    const data: CoinShape = {
      amountBase: 0n,
      script: `6a40${'cd'.repeat(64)}`,
      scriptKind: 'op-return',
    };
    return {
      inputs: base.inputs.map((input) => ({ ...input, scriptKind: kind })),
      outputs: [data, ...base.outputs],
    };
  });

/** Coins of one wallet gathered in one or two, some of them of one amount. */
export const consolidations = fc
  .record({
    amounts: fc.array(fc.oneof(satoshi(10_000, 90_000_000), fc.constant(10_000_000n)), {
      minLength: 2,
      maxLength: 200,
    }),
    twice: fc.boolean(),
  })
  .map(({ amounts, twice }) => {
    const total = sum(amounts) - 4_000n;
    return transaction(amounts, twice ? [total / 2n, total - total / 2n] : [total]);
  });

/** One coin, or some, cut into equal ones and a rest, by an exchange or a miner's pool. */
export const fanOuts = fc
  .record({
    amount: satoshi(10_000, 90_000_000),
    count: fc.integer({ min: 3, max: 150 }),
    rests: fc.uniqueArray(satoshi(1_000, 900_000_000), { minLength: 0, maxLength: 2 }),
    inputs: fc.integer({ min: 1, max: 30 }),
    share: satoshi(0, 999),
  })
  .map(({ amount, count, rests, inputs, share }) => {
    const outputs = [...new Array<bigint>(count).fill(amount), ...rests];
    return transaction(parts(sum(outputs) + 20_000n, inputs, share), outputs);
  });

/** An exchange pays withdrawals out of deposits: round ones on both sides, and many odd ones. */
export const depositsToWithdrawals = fc
  .record({
    deposits: fc.array(
      fc.oneof(fc.constantFrom(1_000_000n, 10_000_000n), satoshi(20_000, 200_000_000)),
      {
        minLength: 3,
        maxLength: 80,
      },
    ),
    equal: fc.integer({ min: 3, max: 40 }),
    equalBase: fc.constantFrom(1_000_000n, 5_000_000n, 10_000_000n),
    others: fc.uniqueArray(satoshi(20_000, 200_000_000), { minLength: 1, maxLength: 40 }),
  })
  .map(({ deposits, equal, equalBase, others }) => {
    const outputs = [...new Array<bigint>(equal).fill(equalBase), ...others];
    const missing = sum(outputs) + 30_000n - sum(deposits);
    // Whichever side is short is made up: by a coin of the hot wallet, or by change to it.
    return missing >= 0n
      ? transaction([...deposits, missing + 1_000n], outputs)
      : transaction(deposits, [...outputs, -missing]);
  });

/** Carriers of tokens: as many small equal coins in as out, beside coins that pay for them. */
export const carrierTransfers = fc
  .record({
    carrier: fc.constantFrom(330n, 546n, 555n, 600n, 1_000n, 10_000n),
    count: fc.integer({ min: 3, max: 60 }),
    payer: satoshi(20_000, 9_000_000),
  })
  .map(({ carrier, count, payer }) =>
    transaction(
      [...new Array<bigint>(count).fill(carrier), payer],
      [...new Array<bigint>(count).fill(carrier), payer - 15_000n],
    ),
  );
