import { expect, it } from 'vitest';
import { accountKey } from '../../../src/accounts/account.ts';
import type { Listing } from '../../../src/domain/listing.ts';
import type { SanctionsIndex } from '../../../src/ports/sanctions-index.ts';
import { payment, worldChain, worldWallet } from '../../support/flow-world.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

it('a list that changes while a flow is walked counts for it', async () => {
  const [employer, worker, friend] = [1, 2, 3].map(worldWallet) as [never, never, never];
  const wage = payment(employer, worker, 900, 10);
  await world.hold([wage, payment(worker, friend, 400, 20)], { fromHeight: 0, toHeight: 100 });
  const before = world.core.flows.lists;
  const listing: Listing = {
    ...{ list: 'us-ofac-sdn', effect: 'block', jurisdiction: 'US', uid: '1', party: 'A Party' },
    ...{ aliases: [], programmes: [], raw: friend, accountKey: accountKey(friend) },
    ...{ published: '2026-01-01', loaded: '2026-01-02T00:00:00Z' },
  };
  const after: SanctionsIndex = {
    versions: () => before.index().versions(),
    matchesOf: (account) => (account === friend ? [{ listing, kind: 'exact', account }] : []),
    listingsOfKey: () => [],
  };
  let reloaded = false;
  const lists = {
    index: () => (reloaded ? after : before.index()),
    health: before.health.bind(before),
    indexKnownAt: before.indexKnownAt.bind(before),
    // Another process loaded the list, which this one takes over only now.
    reload: async () => {
      const isNew = !reloaded;
      reloaded = true;
      return isNew;
    },
  };
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, { ...world.core.flows, lists });
  expect(flow.flag).toBe('certain');
  expect(flow.endpoints.map(({ kind }) => kind)).toContain('sanctioned');
});
