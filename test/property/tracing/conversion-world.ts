import fc from 'fast-check';
import { assetId } from '../../../src/domain/caip.ts';
import { accountMethods } from '../../../src/domain/flow.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import type { TraceConversion } from '../../../src/tracing/trace-request.ts';
import { account, pay, type SmallWorld, usd } from '../../unit/tracing/world.ts';

export const eth = assetId('test:1/slip44:60');
const [pool, people] = [account('pool'), 5];
const person = fc.integer({ min: 0, max: people - 1 });
const amountMax = 1n << 200n;

const row = fc.record({
  step: fc.integer({ min: 0, max: 2 }),
  from: person,
  to: person,
  amount: fc.oneof(fc.bigInt({ min: 1n, max: amountMax }), fc.bigInt({ min: 1n, max: 5n })),
  out: fc.oneof(fc.bigInt({ min: 1n, max: amountMax }), fc.bigInt({ min: 1n, max: 5n })),
  /** How much of the source the leg stands for, in percent; the rest is pending. */
  percent: fc.integer({ min: 0, max: 100 }),
  isSwap: fc.boolean(),
  inEth: fc.boolean(),
});

/** Payments in two assets and swaps from one to the other, whole, in part, or still pending. */
export const conversionWorlds: fc.Arbitrary<SmallWorld> = fc
  .record({
    seed: fc.record({ to: person, amount: fc.bigInt({ min: 1n, max: amountMax }) }),
    rows: fc.array(row, { maxLength: 30 }),
    openings: fc.array(fc.bigInt({ min: 0n, max: amountMax }), {
      minLength: people,
      maxLength: people,
    }),
    listed: fc.option(person, { nil: undefined }),
  })
  .map(({ seed, rows, openings, listed }) => {
    const nameOf = (number: number) => account(`a${number}`);
    const transfers: Transfer[] = [pay(1, account('employer'), nameOf(seed.to), seed.amount)];
    const conversions: TraceConversion[] = [];
    let height = 1;
    for (const { step, from, to, amount, out, percent, isSwap, inEth } of rows) {
      height += step;
      const [asset, other] = inEth ? [eth, usd] : [usd, eth];
      if (!isSwap) {
        transfers.push(pay(height, nameOf(from), nameOf(to), amount, { asset }));
        continue;
      }
      const given = pay(height, nameOf(from), pool, amount, { asset });
      const taken = pay(height, pool, nameOf(to), out, { asset: other });
      const sourceShareBase = (amount * BigInt(percent)) / 100n;
      const legs = [{ transferKeys: [transferKey(taken)], sourceShareBase }];
      transfers.push(given, taken);
      conversions.push({
        sourceKeys: [transferKey(given)],
        legs: sourceShareBase > 0n ? legs : [],
      });
    }
    return {
      transfers,
      seeds: [0],
      conversions,
      openings: Object.fromEntries(openings.map((amount, at) => [`a${at}`, amount])),
      listed: listed === undefined ? [] : [nameOf(listed)],
      methods: accountMethods,
    };
  });
