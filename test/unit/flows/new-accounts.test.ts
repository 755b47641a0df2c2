import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import { newAccounts } from '../../../src/flows/new-accounts.ts';
import { account, pay } from '../tracing/world.ts';

it('gives each account once, in the order of its coming, and no transaction', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const payments = fc.array(fc.tuple(name, name, fc.boolean()));
  fc.assert(
    fc.property(payments, fc.array(name), fc.boolean(), (paid, before, isBoth) => {
      const transfers = paid.map(([from, to, isSpent]) => ({
        ...pay(1, account(from), account(to), 1n),
        ...(isSpent ? { pots: { from: undefined, to: { kind: 'spend' as const, key: to } } } : {}),
      }));
      const named = transfers.flatMap(({ from, to, pots }): AccountId[] => [
        ...(isBoth ? [from] : []),
        ...(pots ? [] : [to]),
      ]);
      const known = new Set(before.map(account));
      const expected = [...new Set(named)].filter((one) => !known.has(one));
      expect(newAccounts(transfers, known, isBoth ? 'both' : 'receiver')).toEqual(expected);
      expect([...known]).toEqual([...new Set([...before.map(account), ...named])]);
    }),
    { numRuns: 300 },
  );
});
