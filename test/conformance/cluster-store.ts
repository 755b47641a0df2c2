import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommonOwnership } from '../../src/domain/common-ownership.ts';
import type { UtxoTransaction } from '../../src/domain/utxo.ts';
import type { ClusterStore } from '../../src/ports/cluster-store.ts';
import type { UtxoLedger } from '../../src/ports/utxo-ledger.ts';
import { storedTransaction } from '../support/stored-transaction.ts';
import { bitcoin, holder } from '../support/utxo-builder.ts';

const idOf = (letter: string) => letter.repeat(64);

/** A transaction that spends one coin of each holder, at an amount that tells nothing of change. */
function spend(letter: string, height: number, ...names: string[]): UtxoTransaction {
  return storedTransaction({
    tx: idOf(letter),
    height,
    inputs: names.map((name, i) => [`${idOf('0')}:${height * 100 + i}`, name, 50_000]),
    outputs: [['shop', 40_000 * names.length]],
  });
}

function shown(letter: string, height: number, ...names: string[]): CommonOwnership {
  return {
    chain: bitcoin,
    tx: idOf(letter),
    height,
    rule: 'multi-input',
    confidence: 0.95,
    accounts: names.map(holder),
  };
}

const first = shown('a', 10, 'one', 'two');
const joint = shown('b', 11, 'two', 'three');
const last = shown('c', 12, 'three', 'four');
const apart = shown('d', 10, 'other', 'another');

/** Two script kinds and round against odd: the second output is change at 1 - 0.3 * 0.3 * 0.4. */
const withChange = storedTransaction({
  tx: idOf('e'),
  height: 10,
  inputs: [
    [`${idOf('0')}:1`, 'payer', 900_000],
    [`${idOf('0')}:2`, 'payer2', 400_000],
  ],
  outputs: [
    ['payee', 1_000_000, 'p2pkh'],
    ['back', 299_123],
  ],
});

/** Three of one amount by three holders: a mix by nobody's rules, or a pay run. */
const likeMix = storedTransaction({
  tx: idOf('f'),
  height: 10,
  inputs: ['m1', 'm2', 'm3'].map((name, i) => [`${idOf('0')}:${i + 3}`, name, 70_000 + i]),
  outputs: ['w1', 'w2', 'w3'].map((name) => [name, 68_000] as const),
});

/** What every store of clusters promises. `organisations` are two that exist. */
export function testClusterStore(
  name: string,
  open: () => Promise<{
    readonly ledger: UtxoLedger;
    readonly store: ClusterStore;
    readonly organisations: readonly [string, string];
    close(): Promise<void>;
  }>,
): void {
  describe(`cluster store ${name}`, () => {
    let store: ClusterStore;
    let ledger: UtxoLedger;
    let [ours, theirs] = ['', ''];
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ ledger, store, close } = opened);
      [ours, theirs] = opened.organisations;
      await ledger.append([spend('b', 11, 'two', 'three'), spend('a', 10, 'one', 'two')]);
      await ledger.append([spend('d', 10, 'other', 'another'), withChange, likeMix]);
      await ledger.append([spend('c', 12, 'three', 'four'), spend('a', 10, 'one', 'two')]);
    });
    afterAll(async () => await close?.());

    const lone = { evidence: [], truncated: false };
    const cluster = async (
      organisation: string,
      account: string,
      membersMax = 100,
      confidenceMin = 0.9,
    ) => {
      const accounts = [holder(account)];
      const query = { chain: bitcoin, accounts, confidenceMin, membersMax };
      return (await store.clustersOf(organisation, query)).get(holder(account)) ?? lone;
    };

    it('gives the evidence that holds a cluster together, whichever member is asked about', async () => {
      for (const member of ['one', 'two', 'three', 'four']) {
        const found = await cluster(ours, member);
        expect(found).toEqual({ evidence: [first, joint, last], truncated: false });
      }
      expect((await cluster(ours, 'another')).evidence).toEqual([apart]);
    });

    it('knows no cluster of an account that nothing joins', async () => {
      expect(await cluster(ours, 'stranger')).toEqual({ evidence: [], truncated: false });
      expect(await cluster(ours, 'shop')).toEqual({ evidence: [], truncated: false });
    });

    it('answers for many accounts at once, the lonely left out', async () => {
      const accounts = ['stranger', 'four', 'shop', 'other', 'one', 'm1'].map(holder);
      const query = { chain: bitcoin, accounts, confidenceMin: 0.9, membersMax: 100 };
      const found = await store.clustersOf(ours, query);
      expect([...found.keys()]).toEqual([holder('four'), holder('other'), holder('one')]);
      expect(found.get(holder('four'))).toEqual(found.get(holder('one')));
      expect(found.get(holder('other'))?.evidence).toEqual([apart]);
    });

    it('says when a cluster is larger than was asked for', async () => {
      expect((await cluster(ours, 'one', 2)).truncated).toBe(true);
      expect((await cluster(ours, 'one', 4)).truncated).toBe(false);
    });

    it('joins change by the heuristics that agree, with their confidence', async () => {
      const [together, change] = (await cluster(ours, 'back')).evidence;
      expect(together?.rule).toBe('change');
      expect(together).toMatchObject({
        grounds: ['script-kind', 'optimal-change', 'round-payments'],
        confidence: 0.964,
        accounts: ['payer', 'payer2', 'back'].map(holder),
      });
      expect(change).toMatchObject({ rule: 'multi-input', confidence: 0.95 });
    });

    it('relies on what resembles a mix only when asked to', async () => {
      expect((await cluster(ours, 'm1')).evidence).toEqual([]);
      const [doubtful] = (await cluster(ours, 'm1', 100, 0.5)).evidence;
      expect(doubtful).toMatchObject({ confidence: 0.5, grounds: ['resembles-a-mix'] });
    });

    it('splits a cluster for the organisation that rejects the evidence, and for nobody else', async () => {
      const rejection = {
        chain: bitcoin,
        tx: joint.tx,
        reason: 'a PayJoin',
        actor: 'key:one',
        at: '2024-05-01T10:00:00.000Z',
      };
      expect(await store.reject(ours, { ...rejection, id: randomUUID() })).toBe(true);
      expect(await store.reject(ours, { ...rejection, id: randomUUID() })).toBe(false);
      expect((await cluster(ours, 'one')).evidence).toEqual([first]);
      expect((await cluster(ours, 'four')).evidence).toEqual([last]);
      expect((await cluster(theirs, 'one')).evidence).toEqual([first, joint, last]);
      const [one, two] = ['one', 'three'].map((member) => [holder(member)]);
      expect(await store.rejections(ours, bitcoin, two ?? [])).toEqual([rejection]);
      expect(await store.rejections(ours, bitcoin, one ?? [])).toEqual([]);
      expect(await store.rejections(theirs, bitcoin, two ?? [])).toEqual([]);
    });

    it('joins it again when the rejection is taken back, by who made it alone', async () => {
      const taken = {
        ...{ id: randomUUID(), chain: bitcoin, tx: joint.tx, reason: 'no PayJoin after all' },
        ...{ actor: 'key:two', at: '2024-05-02T10:00:00.000Z' },
      };
      expect(await store.accept(theirs, taken)).toBe(false);
      expect(await store.accept(ours, taken)).toBe(true);
      expect(await store.accept(ours, taken)).toBe(false);
      expect((await cluster(ours, 'one')).evidence).toEqual([first, joint, last]);
    });

    it('follows a transaction into another block', async () => {
      const moved = { ...spend('c', 12, 'three', 'four'), height: 13, blockHash: '77'.repeat(32) };
      expect(await ledger.append([moved])).toEqual({ added: 1 });
      expect((await cluster(theirs, 'four')).evidence.at(-1)).toEqual({ ...last, height: 13 });
    });

    it('loses the evidence above a height with the transactions', async () => {
      await ledger.withdraw(bitcoin, 11);
      expect((await cluster(theirs, 'four')).evidence).toEqual([]);
      expect((await cluster(theirs, 'three')).evidence).toEqual([first, joint]);
    });
  });
}
