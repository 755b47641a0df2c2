import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { IngestStore } from '../ports/ingest-store.ts';

/** Further behind its chain than this, ingestion is no stand-in for it. */
const lagBlocksMax = 100;
/** Ingestion that did not look at its chain for so long is not running. */
const silentMaxMs = 60_000;

/** Chains whose final blocks were replaced: which of their blocks hold is for a person to say. */
export async function haltedReasons(
  ingest: Pick<IngestStore, 'states'>,
  chains: readonly string[],
): Promise<IncompleteReason[]> {
  const halted = (await ingest.states()).filter(
    ({ chain, halt }) => halt && chains.includes(chain),
  );
  return halted.map(({ chain, halt }) => ({
    code: 'final-blocks-replaced',
    message: `${chain} replaced final blocks above ${halt?.commonHeight}, which nobody accepted yet`,
  }));
}

/**
 * The last block of a chain that ingestion has stored whole: up to there nothing need be asked of
 * anybody. Undefined where it does not run, halted, fails or lags: then the chain itself is asked.
 */
export async function ingestedTo(
  ingest: Pick<IngestStore, 'states'>,
  chain: ChainId,
  now: Date,
): Promise<number | undefined> {
  const state = (await ingest.states()).find((one) => one.chain === chain);
  if (!state?.cursor || state.halt || state.errorCode !== undefined) return undefined;
  const { headHeight = 0, lookedAt = '' } = state;
  if (now.getTime() - Date.parse(lookedAt) > silentMaxMs) return undefined;
  return headHeight - state.cursor.height > lagBlocksMax ? undefined : state.cursor.height;
}
