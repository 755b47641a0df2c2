import type { AnchorRequest, BalanceAnchor } from '../ports/balance-anchors.ts';
import type { Opening, PotRequest } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';

interface PotToOpen {
  readonly request: PotRequest;
  readonly fromHeight: number;
  readonly whole: boolean;
}

export interface OpenedPot<P> {
  readonly pot: P;
  /** First block that is loaded of it. */
  readonly fromHeight: number;
  readonly opening: Opening;
}

/**
 * What each pot held before its first transfer that is loaded: nothing when it was read from the
 * first block on (and then it is loaded from there), else the balance that the chain gives for the
 * block before. Where neither can be had the opening is unknown, and the trace says what that cost.
 */
export async function openingsOf<P extends PotToOpen>(
  context: Pick<FlowContext, 'anchors'>,
  scope: { readonly mayRead: boolean; readonly signal: AbortSignal },
  pots: readonly P[],
): Promise<OpenedPot<P>[]> {
  const toAnchor = pots.filter((pot) => !pot.whole).map(anchorRequest);
  const stored = new Map<string, BalanceAnchor>();
  for (const anchor of await context.anchors.stored(toAnchor)) stored.set(keyOf(anchor), anchor);
  const opened: OpenedPot<P>[] = [];
  for (const pot of pots) {
    if (pot.whole) {
      opened.push({ pot, fromHeight: 0, opening: { kind: 'complete-history' } });
      continue;
    }
    const request = anchorRequest(pot);
    const anchor =
      stored.get(keyOf(request)) ??
      (scope.mayRead ? await context.anchors.ask(request, scope.signal) : undefined);
    const opening: Opening = anchor
      ? { kind: 'anchored', amountBase: anchor.amountBase }
      : { kind: 'unknown' };
    opened.push({ pot, fromHeight: pot.fromHeight, opening });
  }
  return opened;
}

function anchorRequest({ request, fromHeight }: PotToOpen): AnchorRequest {
  return { account: request.account, asset: request.asset, height: fromHeight - 1 };
}

const keyOf = (anchor: AnchorRequest) => `${anchor.account} ${anchor.asset} ${anchor.height}`;
