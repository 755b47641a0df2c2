import type { AccountId, AssetId } from '../../domain/caip.ts';
import { positionBand, type Transfer, transferKey } from '../../domain/transfer.ts';
import { emittersOf } from '../emitters.ts';
import { isZeroAccount, netChanges } from '../net-changes.ts';
import type { BridgeContext, BridgeEvent } from './bridge-family.ts';

/** Value that a transaction was seen to move. */
export interface SeenValue {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly transferKeys: readonly string[];
}

/** A stretch of the logs, in log indexes, both ends out; native transfers are always within. */
export interface LogSpan {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/** The stretch between an event and the one of its kind before it: what a message brought about. */
export function spanBefore(events: readonly BridgeEvent[], event: BridgeEvent): LogSpan {
  const earlier = events.filter(
    (other) => other.signature === event.signature && other.log.logIndex < event.log.logIndex,
  );
  return { after: earlier.at(-1)?.log.logIndex, before: event.log.logIndex };
}

/** The stretch between an event and the next of its kind: of contracts that tell before they pay. */
export function spanAfter(events: readonly BridgeEvent[], event: BridgeEvent): LogSpan {
  const later = events.filter(
    (other) => other.signature === event.signature && other.log.logIndex > event.log.logIndex,
  );
  return { after: event.log.logIndex, before: later[0]?.log.logIndex };
}

function movesIn(context: BridgeContext, span: LogSpan): Transfer[] {
  return context.moves().filter((t) => {
    if (t.position < positionBand.log || t.position >= positionBand.internal) return true;
    const index = t.position - positionBand.log;
    return index > (span.after ?? -1) && index < (span.before ?? Number.POSITIVE_INFINITY);
  });
}

/** The first transfer of exactly this amount that the test accepts. */
export function moveOf(
  context: BridgeContext,
  amountBase: bigint,
  accepts: (transfer: Transfer) => boolean,
): SeenValue | undefined {
  const move = movesIn(context, {}).find((t) => t.amountBase === amountBase && accepts(t));
  if (!move) return undefined;
  const { asset, to: account } = move;
  return { account, asset, amountBase, transferKeys: [transferKey(move)] };
}

/** What an account gained in the stretch: of several assets, the one it received last. */
export function gainOf(
  context: BridgeContext,
  account: AccountId,
  span: LogSpan = {},
): SeenValue | undefined {
  const moves = movesIn(context, span);
  const gains = [...(netChanges(moves).get(account) ?? [])].filter(([, net]) => net > 0n);
  const last = moves.filter((t) => t.to === account && gains.some(([a]) => a === t.asset)).at(-1);
  const gain = gains.find(([asset]) => asset === last?.asset);
  if (!gain) return undefined;
  return seen(moves, account, gain[0], gain[1]);
}

/**
 * Where value came to rest in the stretch: the one account that gained, lost nothing and emitted no
 * log, whoever relayed the transaction left out. Undefined when there is none or more than one.
 */
export function restOf(context: BridgeContext, span: LogSpan = {}): SeenValue | undefined {
  const moves = movesIn(context, span);
  const { record } = context;
  const emitters = emittersOf(record.events);
  const resting = [...netChanges(moves)].filter(
    ([account, nets]) =>
      account !== record.from &&
      !isZeroAccount(account) &&
      !emitters.has(account) &&
      nets.size > 0 &&
      [...nets.values()].every((net) => net > 0n),
  );
  const [only] = resting;
  const [gain] = only?.[1] ?? [];
  if (!only || !gain || resting.length > 1 || only[1].size > 1) return undefined;
  return seen(moves, only[0], gain[0], gain[1]);
}

function seen(
  moves: readonly Transfer[],
  account: AccountId,
  asset: AssetId,
  amountBase: bigint,
): SeenValue {
  const own = moves.filter((t) => t.to === account && t.asset === asset);
  return { account, asset, amountBase, transferKeys: own.map(transferKey) };
}
