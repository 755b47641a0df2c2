import type { ChainId } from '../domain/caip.ts';
import type { IngestHalt, IngestState } from '../ports/ingest-store.ts';

/** Further behind than this is said to be wrong; a new ingestion from far back is so for long. */
const lagBlocksMax = 100;
/** A chain that nobody looked at for so long has no worker. */
const silentMaxMs = 60_000;

export interface IngestHealth {
  readonly chain: ChainId;
  readonly ok: boolean;
  readonly detail: string;
  /** Undefined before the first block. */
  readonly lagBlocks?: number;
}

/** How the ingestion of each chain that asks for it stands, and which others are halted. */
export function ingestHealth(
  watched: Iterable<ChainId>,
  states: readonly IngestState[],
  now: Date,
): IngestHealth[] {
  const byChain = new Map(states.map((state) => [state.chain, state]));
  const asked = [...watched].map((chain) => healthOf(chain, byChain.get(chain), now));
  const chains = new Set(asked.map(({ chain }) => chain));
  const halted = states.filter(({ chain, halt }) => halt && !chains.has(chain));
  const others = halted.map(({ chain, halt }) => ({
    chain,
    ok: false,
    detail: troubleOf(chain, halt) ?? '',
  }));
  return [...asked, ...others];
}

function troubleOf(chain: ChainId, halt: IngestHalt | undefined): string | undefined {
  return (
    halt &&
    `halted: final blocks above ${halt.commonHeight} were replaced; look, then accept it by: wagetrace chains accept-reorg ${chain}`
  );
}

function healthOf(chain: ChainId, state: IngestState | undefined, now: Date): IngestHealth {
  if (!state?.cursor || state.headHeight === undefined) {
    return { chain, ok: false, detail: state?.errorCode ?? 'not begun' };
  }
  const lagBlocks = Math.max(0, state.headHeight - state.cursor.height);
  const silentMs = now.getTime() - Date.parse(state.lookedAt ?? '');
  const trouble =
    troubleOf(chain, state.halt) ??
    state.errorCode ??
    (silentMs > silentMaxMs ? 'no worker looks at it' : undefined);
  const detail = `${lagBlocks} blocks behind${trouble === undefined ? '' : `; ${trouble}`}`;
  return { chain, ok: trouble === undefined && lagBlocks <= lagBlocksMax, detail, lagBlocks };
}
