import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommonOwnership } from '../../src/domain/common-ownership.ts';
import type { ClusterStore } from '../../src/ports/cluster-store.ts';
import { bitcoin, holder } from '../support/utxo-builder.ts';

const idOf = (letter: string) => letter.repeat(64);

function ownership(tx: string, height: number, ...names: string[]): CommonOwnership {
  return {
    chain: bitcoin,
    tx: idOf(tx),
    height,
    rule: 'multi-input',
    confidence: 0.95,
    accounts: names.map(holder),
  };
}

const first = ownership('a', 10, 'one', 'two');
const joint = ownership('b', 11, 'two', 'three');
const last = ownership('c', 12, 'three', 'four');
const apart = ownership('d', 10, 'other', 'another');

/** What every store of clusters promises. `organisations` are two that exist. */
export function testClusterStore(
  name: string,
  open: () => Promise<{
    readonly store: ClusterStore;
    readonly organisations: readonly [string, string];
    close(): Promise<void>;
  }>,
): void {
  describe(`cluster store ${name}`, () => {
    let store: ClusterStore;
    let [ours, theirs] = ['', ''];
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ store, close } = opened);
      [ours, theirs] = opened.organisations;
      await store.append([joint, first, apart]);
      await store.append([last, first]);
    });
    afterAll(async () => await close?.());

    const cluster = (organisation: string, account: string, membersMax = 100) =>
      store.clusterOf(organisation, { chain: bitcoin, account: holder(account), membersMax });

    it('gives the evidence that holds a cluster together, whichever member is asked about', async () => {
      for (const member of ['one', 'two', 'three', 'four']) {
        const found = await cluster(ours, member);
        expect(found).toEqual({ evidence: [first, joint, last], truncated: false });
      }
      expect((await cluster(ours, 'another')).evidence).toEqual([apart]);
    });

    it('knows no cluster of an account that nothing joins', async () => {
      expect(await cluster(ours, 'stranger')).toEqual({ evidence: [], truncated: false });
    });

    it('says when a cluster is larger than was asked for', async () => {
      expect((await cluster(ours, 'one', 2)).truncated).toBe(true);
      expect((await cluster(ours, 'one', 4)).truncated).toBe(false);
    });

    it('splits a cluster for the organisation that rejects the evidence, and for nobody else', async () => {
      const rejection = {
        chain: bitcoin,
        tx: joint.tx,
        reason: 'a PayJoin',
        actor: 'analyst@example.com',
        at: '2024-05-01T10:00:00.000Z',
      };
      await store.reject(ours, rejection);
      expect((await cluster(ours, 'one')).evidence).toEqual([first]);
      expect((await cluster(ours, 'four')).evidence).toEqual([last]);
      expect((await cluster(theirs, 'one')).evidence).toEqual([first, joint, last]);
      expect(await store.rejections(ours, bitcoin)).toEqual([rejection]);
      expect(await store.rejections(theirs, bitcoin)).toEqual([]);
    });

    it('takes back evidence above a height', async () => {
      await store.withdraw(bitcoin, 11);
      expect((await cluster(theirs, 'four')).evidence).toEqual([]);
      expect((await cluster(theirs, 'three')).evidence).toEqual([first, joint]);
    });
  });
}
