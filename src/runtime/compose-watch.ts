import type { ConfiguredChain } from '../chains/configured-chain.ts';
import { blockFollower } from '../chains/continuity.ts';
import type { WatchContext } from '../watch/context.ts';

type Given = Omit<WatchContext, 'blocks' | 'watched'>;

/** What watching stands on: the chains whose row asks for it and that a provider reads. */
export function composeWatch(chains: readonly ConfiguredChain[], given: Given): WatchContext {
  return {
    ...given,
    blocks: blockFollower,
    watched: new Map(
      chains.flatMap(({ chain, watchFrom }) =>
        watchFrom !== undefined && given.chains.source(chain.id) ? [[chain.id, watchFrom]] : [],
      ),
    ),
  };
}
