import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTransfers, type Transfer, transferKey } from '../../src/domain/transfer.ts';
import type { TransferQuery } from '../../src/ports/transfer-ledger.ts';
import type { LedgerChain } from './ledger-chain.ts';

/** What every ledger promises of `payersOnly`. */
export function testPayersOnly(name: string, newChain: () => LedgerChain): void {
  /** Payments by names, each in a transaction of its own, a block after the one before. */
  const payments = (c: LedgerChain, ...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([from, to], at) =>
      c.transfer({
        ...{ from: c.account(from), to: c.account(to) },
        ...{ height: 10 + at, tx: `0x${(at + 16).toString(16)}` },
      }),
    );

  describe(`${name}: of payers only`, () => {
    it('gives all of who paid, and nothing of who was paid alone', async () => {
      const c = newChain();
      const all = payments(c, ['x', 'alice'], ['x', 'bob'], ['alice', 'y'], ['z', 'alice']);
      await c.store(all);
      const accounts = ['alice', 'bob', 'nobody'].map(c.account);
      const page = await c.read({ accounts, payersOnly: true });
      expect(page).toEqual({ transfers: [all[0], all[2], all[3]], truncated: false });
      expect((await c.read({ accounts })).transfers).toEqual(all);
    });

    it('gives what a payer pays others once, from his side', async () => {
      const c = newChain();
      const all = payments(c, ['alice', 'bob'], ['alice', 'carol'], ['carol', 'alice']);
      await c.store(all);
      const read = async (...who: string[]) =>
        (await c.read({ accounts: who.map(c.account), payersOnly: true })).transfers;
      expect(await read('alice', 'bob', 'carol')).toEqual(all);
      expect(await read('bob')).toEqual([]);
      // What is known of Alice already is what she paid, and who else receives it is none of it.
      const known = [c.account('alice')];
      const accounts = [c.account('carol')];
      expect((await c.read({ accounts, known, payersOnly: true })).transfers).toEqual([all[2]]);
    });

    const restingBut: readonly (readonly [string, (c: LedgerChain) => Partial<Transfer>])[] = [
      ['before the range', () => ({ height: 4 })],
      ['after the range', () => ({ height: 41 })],
      ['later than was asked for', () => ({ time: '2026-01-02T04:00:00.000Z' })],
      ['in another asset', (c) => ({ asset: c.asset('other') })],
    ];
    it.each(restingBut)('takes nobody for a payer who paid %s', async (_where, given) => {
      const c = newChain();
      const [received] = payments(c, ['x', 'alice']);
      const paid = c.transfer({ to: c.account('y'), height: 20, ...given(c) });
      const query: Partial<TransferQuery> = {
        ...{ asset: c.asset('coin'), range: { fromHeight: 5, toHeight: 40 } },
        ...{ untilTime: '2026-01-02T03:30:00.000Z', payersOnly: true },
      };
      await c.store([...(received ? [received] : []), paid]);
      expect((await c.read(query)).transfers).toEqual([]);
      // The same payment where it counts.
      const counted = c.transfer({ to: c.account('y'), height: 20, tx: '0xab' });
      await c.store([counted]);
      expect((await c.read(query)).transfers).toEqual([received, counted]);
    });

    it('takes nobody for a payer whose address paid on another chain', async () => {
      const [c, other] = [newChain(), newChain()];
      await other.store(payments(other, ['alice', 'bob']));
      await c.store(payments(c, ['x', 'alice']));
      expect((await c.read({ payersOnly: true })).transfers).toEqual([]);
    });

    it('takes for a payer in imports whom the asking organisation knows to pay', async () => {
      const c = newChain();
      const [ours, theirs] = [randomUUID(), randomUUID()];
      const [received, paid] = payments(c, ['x', 'alice'], ['alice', 'y']);
      if (!received || !paid) throw new Error('Two were made');
      await c.store([received]);
      await c.store([paid], { organisationId: theirs });
      const read = async (organisationId: string) =>
        (await c.read({ organisationId, payersOnly: true })).transfers;
      expect(await read(ours)).toEqual([]);
      expect(await read(theirs)).toEqual([received, paid]);
    });

    it('stops at the limit with the first ones, and what is left out does not count to it', async () => {
      const c = newChain();
      const all = payments(c, ['x', 'bob'], ['x', 'alice'], ['x', 'alice'], ['alice', 'bob']);
      await c.store([...all].reverse());
      const asked = { accounts: ['bob', 'alice'].map(c.account), payersOnly: true };
      expect(await c.read({ ...asked, transfersMax: 3 })).toEqual({
        transfers: all.slice(1),
        truncated: false,
      });
      expect(await c.read({ ...asked, transfersMax: 2 })).toEqual({
        transfers: all.slice(1, 3),
        truncated: true,
      });
      expect(await c.read({ ...asked, transfersMax: 2, wholeOnly: true })).toEqual({
        transfers: [],
        truncated: true,
      });
    });

    it('gives what a plain list gives, for any transfers and any question', async () => {
      await fc.assert(
        fc.asyncProperty(history, question, async (rows, asked) => {
          const c = newChain();
          const name = (n: number) => c.account(`a${n}`);
          const all = rows.map(([height, from, to], at) =>
            c.transfer({
              ...{ height, txIndex: at % 3, tx: `0x${(at + 256).toString(16)}` },
              ...{ from: name(from), to: name(to) },
            }),
          );
          await c.store(all);
          const [accounts, known] = [asked.accounts.map(name), asked.known.map(name)];
          const range = { fromHeight: asked.from, toHeight: asked.from + asked.length };
          const query = { accounts, known, range };
          const expected = plainly(all, query).sort(compareTransfers).map(transferKey);
          const page = await c.read({ ...query, payersOnly: true, transfersMax: asked.max });
          expect(page.transfers.map(transferKey)).toEqual(expected.slice(0, asked.max));
          expect(page.truncated).toBe(expected.length > asked.max);
        }),
        { numRuns: 40 },
      );
    });
  });
}

function plainly(
  all: readonly Transfer[],
  { accounts, known, range }: Required<Pick<TransferQuery, 'accounts' | 'known' | 'range'>>,
): Transfer[] {
  const within = all.filter(({ height }) => height >= range.fromHeight && height <= range.toHeight);
  const payers = accounts.filter((account) => within.some(({ from }) => from === account));
  return within.filter(
    ({ from, to }) => payers.includes(from) || (payers.includes(to) && !known.includes(from)),
  );
}

const number = fc.integer({ min: 0, max: 5 });
const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), number, number), {
  maxLength: 20,
});
const question = fc.record({
  accounts: fc.array(number, { minLength: 1, maxLength: 5 }),
  known: fc.array(number, { maxLength: 2 }),
  from: fc.integer({ min: 0, max: 6 }),
  length: fc.integer({ min: 0, max: 6 }),
  max: fc.integer({ min: 1, max: 12 }),
});
