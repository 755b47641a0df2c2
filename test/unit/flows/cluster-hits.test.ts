import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { ClusterFacts } from '../../../src/domain/cluster-listing.ts';
import type { CommonOwnership } from '../../../src/domain/common-ownership.ts';
import { completenessOf } from '../../../src/domain/completeness.ts';
import type { Listing, ListingMatch } from '../../../src/domain/listing.ts';
import { clusterHitsOf, verifyClusterHits } from '../../../src/flows/cluster-hits.ts';
import type { SanctionsIndex } from '../../../src/ports/sanctions-index.ts';
import { clusterFacts, FoundClusters } from '../../../src/screening/listed-clusters.ts';
import { bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { bitcoin, holder } from '../../support/utxo-builder.ts';

const listed = holder('listed');
// CAST: as much of a listing as is looked at.
const listing = { list: 'l', uid: '7', raw: 'listed', party: 'P', effect: 'block' } as Listing;

function indexOf(accounts: readonly AccountId[]): SanctionsIndex {
  const matchesOf = (account: AccountId): readonly ListingMatch[] =>
    accounts.includes(account) ? [{ listing, kind: 'exact', account }] : [];
  return { versions: () => [], matchesOf, listingsOfKey: () => [] };
}

/** Each of these accounts was once spent together with the listed one. */
function worldOf(joined: readonly AccountId[], index: SanctionsIndex) {
  const asked: AccountId[][] = [];
  const factsOf = (account: AccountId): ClusterFacts => {
    const evidence: CommonOwnership = {
      ...{ chain: bitcoin, tx: 'both', height: 1, rule: 'multi-input', confidence: 0.95 },
      accounts: [account, listed],
    };
    return clusterFacts(account, { evidence: [evidence], truncated: false }, index);
  };
  return {
    asked,
    chains: { chain: () => bitcoinTestChain(bitcoin) },
    clusters: {
      search: (_organisation: string, subjects: readonly { account?: AccountId }[]) => {
        const accounts = subjects.flatMap(({ account }) => account ?? []);
        asked.push(accounts);
        const found = accounts.filter((one) => joined.includes(one));
        const facts = new Map(found.map((one) => [one, factsOf(one)] as const));
        return Promise.resolve(new FoundClusters(new Set(accounts), facts));
      },
    },
  };
}

const touched = (accounts: readonly AccountId[]) =>
  accounts.map((account, hops) => ({ account, seedUnits: 1n, hops }));

/** As much of the context as the hits need. */
async function hitsOf(
  { chains, clusters }: ReturnType<typeof worldOf>,
  accounts: readonly AccountId[],
  index: SanctionsIndex,
) {
  // CAST: of the chains only their ledgers are asked.
  const context = { chains, clusters } as unknown as Parameters<typeof clusterHitsOf>[0];
  return await clusterHitsOf(context, 'organisation', touched(accounts), index);
}

describe('cluster hits of a flow', () => {
  const index = indexOf([listed]);

  it('are the accounts that value passed beside a listed one, which is an end itself', async () => {
    const [near, far] = [holder('near'), holder('far')];
    const world = worldOf([near, listed], index);
    const { hits, reasons } = await hitsOf(world, [far, listed, near], index);
    expect(world.asked).toEqual([[far, near]]);
    expect(hits.map(({ account }) => account)).toEqual([near]);
    expect(hits[0]?.cluster.listings).toMatchObject([
      { listedAccount: listed, evidence: [{ tx: 'both' }] },
    ]);
    expect(reasons).toEqual([]);
  });

  it('are looked for and shown up to a number, and what is left out is said', async () => {
    const many = Array.from({ length: 501 }, (_, n) => holder(`a${n}`));
    const world = worldOf(many.slice(0, 21), index);
    const { hits, reasons } = await hitsOf(world, many, index);
    expect(world.asked[0]).toHaveLength(500);
    expect(world.asked[0]).not.toContain(many[500]);
    expect(hits.map(({ account }) => account)).toEqual(many.slice(0, 20));
    const said = reasons.map(({ code }) => code);
    expect(said).toEqual(['cluster-not-searched', 'cluster-hits-cut']);
    expect(completenessOf(reasons).state).toBe('incomplete');
  });

  it('hold as long as the lists of then name the account that the evidence leads to', async () => {
    const near = holder('near');
    const { hits } = await hitsOf(worldOf([near], index), [near], index);
    expect(verifyClusterHits(hits, index)).toEqual([]);
    expect(verifyClusterHits(hits, indexOf([]))).toMatchObject([{ kind: 'listing' }]);
    const cut = hits.map((hit) => ({
      ...hit,
      cluster: {
        ...hit.cluster,
        listings: hit.cluster.listings.map((one) => ({ ...one, evidence: [] })),
      },
    }));
    expect(verifyClusterHits(cut, index)).toHaveLength(1);
  });
});
