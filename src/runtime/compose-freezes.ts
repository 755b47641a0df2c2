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

/** The feed of the list, and what reads events of each chain with a provider that can. */
export function composeFreezes(
  lists: ListsConfig,
  store: ListStore,
  sources: EventSources,
): FreezeFeeding {
  const feed = new FreezeFeed(lists, { store, clock: systemClock });
  return { feed, sources };
}
