import type { ConfiguredChain } from '../chains/configured-chain.ts';
import type { Manners } from '../chains/open-chain.ts';
import { openContractEvents } from '../chains/open-contract-events.ts';
import type { IssuerFreezes } from '../ports/issuer-freezes.ts';
import type { EventSources } from '../rescreen/feed-freezes.ts';
import { FreezeFeed } from '../sanctions/freeze-feed.ts';
import type { ListsConfig } from '../sanctions/lists-config.ts';
import type { ListStore } from '../sanctions/store.ts';
import { systemClock } from './system-clock.ts';

/** What the list of issuers' freezes is fed through. */
export interface FreezeFeeding {
  readonly feed: IssuerFreezes;
  readonly sources: EventSources;
}

/** The feed of the list, and a reader of events for each chain with a provider that can. */
export function composeFreezes(
  config: { readonly lists: ListsConfig; readonly chains: readonly ConfiguredChain[] },
  store: ListStore,
  manners: Manners,
): FreezeFeeding {
  const feed = new FreezeFeed(config.lists, { store, clock: systemClock });
  const readers = new Map(
    config.chains.map((row) => [row.chain.id, openContractEvents(row, manners)]),
  );
  return { feed, sources: (chain) => readers.get(chain) };
}
