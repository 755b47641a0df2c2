import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../src/domain/caip.ts';
import type { CommonOwnership } from '../../../../src/domain/common-ownership.ts';
import type { Listing, ListingMatch, MatchKind } from '../../../../src/domain/listing.ts';
import { Clusters } from '../../../../src/tracing/clustering/clusters.ts';
import { clusterListings } from '../../../../src/tracing/clustering/listed-cluster.ts';
import { bitcoin, holder } from '../../../support/utxo-builder.ts';

const listing: Listing = {
  list: 'us-ofac-sdn',
  effect: 'block',
  jurisdiction: 'US',
  uid: '1',
  party: 'Listed Party',
  aliases: [],
  programmes: ['DPRK3'],
  raw: 'listed',
  published: '2024-01-01',
  loaded: '2024-01-02T00:00:00.000Z',
};

function ownership(tx: string, confidence: number, ...names: string[]): CommonOwnership {
  const rule = confidence < 0.95 ? 'change' : 'multi-input';
  return { chain: bitcoin, tx, height: 1, rule, confidence, accounts: names.map(holder) };
}

const listed =
  (name: string, kind: MatchKind) =>
  (account: AccountId): readonly ListingMatch[] =>
    account === holder(name) ? [{ listing, kind, account }] : [];

describe('a cluster with a listed account', () => {
  const clusters = new Clusters();
  clusters.add(ownership('t1', 0.95, 'worker', 'second'));
  clusters.add(ownership('t2', 0.9, 'second', 'bad'));
  clusters.add(ownership('t3', 0.95, 'far', 'away'));

  it('is a hit of its own kind for every other member, with the evidence that joined them', () => {
    const [hit, ...others] = clusterListings(clusters, holder('worker'), listed('bad', 'exact'));
    expect(others).toEqual([]);
    expect(hit?.match).toEqual({ listing, kind: 'cluster', account: holder('worker') });
    expect(hit?.listedAccount).toBe(holder('bad'));
    expect(hit?.evidence.map((piece) => piece.tx)).toEqual(['t1', 't2']);
    expect(hit?.confidence).toBe(0.9);
  });

  it('says nothing to accounts of other clusters, nor of the account itself', () => {
    expect(clusterListings(clusters, holder('far'), listed('bad', 'exact'))).toEqual([]);
    expect(clusterListings(clusters, holder('bad'), listed('bad', 'exact'))).toEqual([]);
  });

  it('does not add the doubt of a key twin to its own', () => {
    expect(clusterListings(clusters, holder('worker'), listed('bad', 'same-key'))).toEqual([]);
  });

  it('is gone when an analyst rejects what joined it', () => {
    const split = clusters.without(new Set(['t2']));
    expect(clusterListings(split, holder('worker'), listed('bad', 'exact'))).toEqual([]);
  });
});
