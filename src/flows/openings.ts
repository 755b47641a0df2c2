import type { AnchorRequest, BalanceAnchor } from '../ports/balance-anchors.ts';
import type { LoadedPot, Opening, PotRequest } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';
import type { OpeningsThen } from './inquiries/answer-basis.ts';
import type { LoadScope } from './load-pots.ts';
import { potName } from './pot-name.ts';

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

const beganEmpty: Opening = { kind: 'complete-history' };

/**
 * What each pot held before its first transfer that is loaded: nothing when it was read from the
 * first block on (and then it is loaded from there), else the balance that the chain gives for the
 * block before. Where neither can be had the opening is unknown, and the trace says what that cost.
 */
export async function openingsOf<P extends PotToOpen>(
  context: Pick<FlowContext, 'anchors'>,
  scope: Pick<LoadScope, 'mayRead' | 'openings' | 'signal'>,
  pots: readonly P[],
): Promise<OpenedPot<P>[]> {
  const toAnchor = pots.filter((pot) => !pot.whole).map(anchorRequest);
  const stored = new Map<string, BalanceAnchor>();
  for (const anchor of await context.anchors.stored(toAnchor)) stored.set(keyOf(anchor), anchor);
  const opened: OpenedPot<P>[] = [];
  for (const pot of pots) {
    if (pot.whole) {
      opened.push({ pot, fromHeight: 0, opening: beganEmpty });
      continue;
    }
    const request = anchorRequest(pot);
    // Whoever verifies may find a balance that was asked for since.
    const wasUnknown = scope.openings?.[potName(pot.request)] === 'unknown';
    const known = wasUnknown ? undefined : stored.get(keyOf(request));
    const anchor =
      known ?? (scope.mayRead ? await context.anchors.ask(request, scope.signal) : undefined);
    const opening: Opening = anchor
      ? { kind: 'anchored', amountBase: anchor.amountBase }
      : { kind: 'unknown' };
    opened.push({ pot, fromHeight: pot.fromHeight, opening });
  }
  return opened;
}

/** How pots were opened that were not read from the first block on, the last word on each. */
export function openingsThen(loaded: readonly LoadedPot[]): OpeningsThen {
  return Object.fromEntries(
    loaded.flatMap((pot) => {
      if (pot.state !== 'loaded' || pot.coin !== undefined) return [];
      const { kind } = pot.opening;
      return kind === 'complete-history' ? [] : [[potName(pot), kind] as const];
    }),
  );
}

function anchorRequest({ request, fromHeight }: PotToOpen): AnchorRequest {
  return { account: request.account, asset: request.asset, height: fromHeight - 1 };
}

const keyOf = (anchor: AnchorRequest) => `${anchor.account} ${anchor.asset} ${anchor.height}`;
