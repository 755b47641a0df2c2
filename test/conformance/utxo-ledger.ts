import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holderOf } from '../../src/accounts/coin-holder.ts';
import type { UtxoLedger } from '../../src/ports/utxo-ledger.ts';
import { storedTransaction } from '../support/stored-transaction.ts';
import { bitcoin, type CoinSketch, holder } from '../support/utxo-builder.ts';

const idOf = (letter: string) => letter.repeat(64);
const hashOf = (height: number) => height.toString(16).padStart(64, '0');
const everything = { fromHeight: 0, toHeight: 1_000_000 };

const made = storedTransaction({
  tx: idOf('a'),
  height: 10,
  inputs: [],
  outputs: [['alice', 5_000]],
});
const paid = storedTransaction({
  tx: idOf('b'),
  height: 11,
  txIndex: 2,
  inputs: [[`${idOf('a')}:0`, 'alice', 5_000]],
  outputs: [
    ['bob', 3_000],
    ['keys', 1_500, 'multisig'],
    ['6a', 0, 'op-return'],
  ],
});
const withMemo = {
  ...paid,
  outputs: paid.outputs.map((o, i) => (i === 2 ? { ...o, memo: 'c0ffee' } : o)),
};
const merged = storedTransaction({
  tx: idOf('c'),
  height: 11,
  txIndex: 5,
  inputs: [
    [`${idOf('b')}:0`, 'bob', 3_000],
    [`${idOf('d')}:7`, 'dora', 900],
  ],
  outputs: [['alice', 3_800]],
});
const unresolved = {
  ...merged,
  inputs: merged.inputs.map((input, i) => (i === 1 ? { ...input, coin: undefined } : input)),
};

/** What every ledger of whole transactions promises. */
export function testUtxoLedger(
  name: string,
  open: () => Promise<{ readonly ledger: UtxoLedger; close(): Promise<void> }>,
): void {
  describe(`UTXO ledger ${name}`, () => {
    let ledger: UtxoLedger;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ ledger, close } = await open());
    });
    afterAll(async () => await close?.());

    it('gives back whole what it was given, in block order', async () => {
      expect(await ledger.append([unresolved, withMemo, made])).toEqual({ added: 3 });
      const txs = [unresolved.tx, made.tx, withMemo.tx, idOf('f')];
      expect(await ledger.transactions(bitcoin, txs)).toEqual([made, withMemo, unresolved]);
    });

    it('takes the same again without effect', async () => {
      expect(await ledger.append([made, withMemo, made])).toEqual({ added: 0 });
    });

    it('finds who spends a coin, and who made it', async () => {
      const spenders = await ledger.spendersOf(bitcoin, [
        { tx: made.tx, index: 0 },
        { tx: withMemo.tx, index: 0 },
        { tx: withMemo.tx, index: 1 },
      ]);
      expect(spenders.map((t) => t.tx)).toEqual([withMemo.tx, merged.tx]);
      expect(await ledger.spendersOf(bitcoin, [{ tx: idOf('d'), index: 7 }])).toEqual([unresolved]);
    });

    it('finds an account on either side, in a range, and says when there is more', async () => {
      const query = { chain: bitcoin, range: everything, transactionsMax: 10 };
      const alice = await ledger.transactionsOf({ ...query, accounts: [holder('alice')] });
      expect(alice).toEqual({ transactions: [made, withMemo, unresolved], truncated: false });
      const early = await ledger.transactionsOf({
        ...query,
        accounts: [holder('alice'), holder('stranger')],
        range: { fromHeight: 0, toHeight: 10 },
      });
      expect(early.transactions).toEqual([made]);
      const cut = await ledger.transactionsOf({
        ...query,
        accounts: [holder('alice')],
        transactionsMax: 2,
      });
      expect(cut).toEqual({ transactions: [made, withMemo], truncated: true });
    });

    it('finds a holder without an address, on either side', async () => {
      const query = { chain: bitcoin, range: everything, transactionsMax: 10 };
      const keys: CoinSketch = ['keys of two', 700, 'multisig'];
      const locked = storedTransaction({ tx: idOf('1'), height: 20, inputs: [], outputs: [keys] });
      const spent = storedTransaction({
        ...{ tx: idOf('2'), height: 21 },
        inputs: [[`${locked.tx}:0`, ...keys]],
        outputs: [['alice', 600]],
      });
      await ledger.append([locked, spent]);
      const accounts = locked.outputs.map((coin) => holderOf(bitcoin, coin));
      const found = await ledger.transactionsOf({ ...query, accounts });
      expect(found).toEqual({ transactions: [locked, spent], truncated: false });
    });

    it('replaces a transaction that a reorganisation put into another block', async () => {
      const moved = { ...merged, height: 12, blockHash: hashOf(12), txIndex: 1 };
      expect(await ledger.append([moved])).toEqual({ added: 1 });
      expect(await ledger.transactions(bitcoin, [merged.tx])).toEqual([moved]);
    });

    it('keeps the later of two coinbases with one id, in whichever order they are read', async () => {
      const sketch = { tx: idOf('9'), inputs: [], outputs: [['miner', 5_000]] } as const;
      const first = storedTransaction({ ...sketch, height: 91_812 });
      const again = storedTransaction({ ...sketch, height: 91_842 });
      expect(await ledger.append([first])).toEqual({ added: 1 });
      expect(await ledger.append([again])).toEqual({ added: 1 });
      expect(await ledger.append([first])).toEqual({ added: 0 });
      expect(await ledger.transactions(bitcoin, [first.tx])).toEqual([again]);
      const query = { chain: bitcoin, range: everything, transactionsMax: 10 };
      const held = await ledger.transactionsOf({ ...query, accounts: [holder('miner')] });
      expect(held.transactions).toEqual([again]);
    });

    it('takes back what is above a height', async () => {
      await ledger.withdraw(bitcoin, 10);
      const txs = [made.tx, withMemo.tx, merged.tx];
      expect(await ledger.transactions(bitcoin, txs)).toEqual([made]);
      expect(await ledger.spendersOf(bitcoin, [{ tx: made.tx, index: 0 }])).toEqual([]);
    });
  });
}
