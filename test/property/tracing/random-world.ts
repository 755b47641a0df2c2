import fc from 'fast-check';
import type { AccountId } from '../../../src/domain/caip.ts';
import { accountMethods } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { account, pay, type SmallWorld } from '../../unit/tracing/world.ts';

/** Bounds of what is generated. */
export interface WorldShape {
  readonly accounts: number;
  readonly transfersMax: number;
  readonly amountMax: bigint;
}

const kinds = ['token', 'token', 'token', 'token', 'fee', 'mint', 'burn'] as const;

/**
 * Worlds with cycles, transfers to oneself and of zero, blocks with many transfers, fees, mints
 * and burns, openings, a service and a listed account. The seed is the first transfer that moves.
 */
export function randomWorld({
  accounts,
  transfersMax,
  amountMax,
}: WorldShape): fc.Arbitrary<SmallWorld> {
  const name = fc.integer({ min: 0, max: accounts - 1 });
  const row = fc.record({
    step: fc.integer({ min: 0, max: 2 }),
    from: name,
    to: name,
    amount: fc.oneof(fc.bigInt({ min: 0n, max: amountMax }), fc.bigInt({ min: 1n, max: 3n })),
    kind: fc.constantFrom(...kinds),
  });
  return fc
    .record({
      rows: fc.array(row, { minLength: 1, maxLength: transfersMax }),
      seed: fc.record({ from: name, to: name, amount: fc.bigInt({ min: 1n, max: amountMax }) }),
      seedAt: fc.integer({ min: 0, max: 3 }),
      openings: fc.array(fc.bigInt({ min: 0n, max: amountMax }), {
        minLength: accounts,
        maxLength: accounts,
      }),
      listed: fc.option(name, { nil: undefined }),
      service: fc.option(name, { nil: undefined }),
    })
    .filter(({ seed }) => seed.from !== seed.to)
    .map(({ rows, seed, seedAt, openings, listed, service }) => {
      const all = [...rows];
      all.splice(Math.min(seedAt, rows.length), 0, { ...seed, step: 0, kind: 'token' });
      let height = 1;
      const transfers: Transfer[] = all.map(({ step, from, to, amount, kind }) => {
        height += step;
        return pay(height, nameOf(from), nameOf(to), amount, { kind });
      });
      return {
        transfers,
        seeds: [Math.min(seedAt, rows.length)],
        openings: Object.fromEntries(openings.map((amount, at) => [`a${at}`, amount])),
        listed: listed === undefined ? [] : [nameOf(listed)],
        services: service === undefined ? {} : { [`a${service}`]: 'exchange' as const },
        methods: accountMethods,
      };
    });
}

function nameOf(number: number): AccountId {
  return account(`a${number}`);
}
