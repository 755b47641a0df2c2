import type { AccountId, ChainId } from '../domain/caip.ts';
import { ingestedTo } from '../flows/ingested-to.ts';
import { readUncovered } from '../flows/read-account.ts';
import type { WatchContext } from './context.ts';

/** New transfers of one account that are read: beyond it, that there are many is answer enough. */
const transfersMax = 5_000;

/**
 * Makes sure that the ledger has what these accounts did from `since` on, and says up to which
 * block: where the chain is ingested without asking anybody, else by reading what is not covered.
 * A chain that only imports feed is known as far as it is. Throws what the source throws.
 */
export async function readTo(
  context: Pick<WatchContext, 'chains' | 'ingest' | 'ledger' | 'coins' | 'clock'>,
  chain: ChainId,
  accounts: Iterable<AccountId>,
  since: number,
  signal: AbortSignal,
): Promise<number> {
  const ingested = await ingestedTo(context.ingest, chain, context.clock.now());
  if (ingested !== undefined) return ingested;
  const source = context.chains.source(chain);
  if (!source) return Number.MAX_SAFE_INTEGER;
  const { height } = await source.head(signal);
  if (height < since) return height;
  for (const account of accounts) {
    const range = { fromHeight: since, toHeight: height };
    await readUncovered(context, source, account, range, signal, transfersMax);
  }
  return height;
}
