import type { AccountId, ChainId } from '../domain/caip.ts';
import type { Flow } from '../domain/flow.ts';

/** The other end of a bridge that a flow waits for. */
export interface PendingLeg {
  readonly protocol: string;
  readonly sourceChain: ChainId;
  readonly sourceTx: string;
  /** Where it shall arrive, as far as the source event tells. */
  readonly chain?: ChainId;
  /** Who shall receive: what he is paid there may be the leg. */
  readonly receiver?: AccountId;
}

/**
 * What a traced flow waits for: bridges that took traced value and have not been seen to pay all
 * of it, on chains that can be read. Following the flow again, once blocks bring the leg, completes
 * it. On other chains nothing will ever be seen, so that nothing is waited for.
 */
export function pendingLegs({ conversions }: Pick<Flow, 'conversions'>): PendingLeg[] {
  return conversions.flatMap(({ pending, pendingBase, protocol, source, declared, kind }) => {
    // A leg that is known and lies beyond the horizon of this flow is awaited like an unseen one.
    const isBeyond = kind === 'bridge' && !pending && pendingBase > 0n;
    const isAwaited = isBeyond || pending?.reason === 'not-seen' || pending?.reason === 'ambiguous';
    if (!isAwaited) return [];
    const receiver = declared?.recipient?.account;
    return [
      {
        protocol,
        sourceChain: source.chain,
        sourceTx: source.tx,
        ...(declared?.chain ? { chain: declared.chain } : {}),
        ...(receiver ? { receiver } : {}),
      },
    ];
  });
}

/** One line for each leg that is waited for. */
export function pendingReasons(flow: Pick<Flow, 'conversions'>) {
  return pendingLegs(flow).map(({ protocol, sourceTx, chain }) => ({
    code: 'bridge-pending',
    message: `The bridge ${protocol} was not yet seen to pay ${chain ? `on ${chain} ` : ''}for ${sourceTx}`,
  }));
}
