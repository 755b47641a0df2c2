import type { ConversionSide } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';

/** A source leg with the account and the value that it took. */
export interface BridgeDeparture {
  readonly leg: Leg;
  readonly side: ConversionSide;
}

/**
 * The departures of one transaction, each with its own value. A bridge that rides on another (CCIP
 * carries USDC by CCTP) tells of the same value twice: the one whose contract stands better is kept.
 * Of several that one account sent, each takes what its event says, not all that the account lost.
 */
export function ownDepartures(
  departures: readonly BridgeDeparture[],
  moves: readonly Transfer[],
): BridgeDeparture[] {
  const riders = departures.filter((one) => departures.some((other) => carries(other, one)));
  const own = departures.filter((departure) => !riders.includes(departure));
  return own.map((departure) => {
    const together = own.filter((other) => shares(departure, other));
    return together.length > 1 ? withOwnValue(departure, moves) : departure;
  });
}

function shares(a: BridgeDeparture, b: BridgeDeparture): boolean {
  return a.side.account === b.side.account && a.side.asset === b.side.asset;
}

/** True when another protocol's leg takes the very same value and is the surer of the two. */
function carries(other: BridgeDeparture, one: BridgeDeparture): boolean {
  const [own, its] = [one.leg, other.leg];
  if (own.protocol === its.protocol || !shares(one, other)) return false;
  if (own.amountBase === undefined || own.amountBase !== its.amountBase) return false;
  const lead = standingOf(its) - standingOf(own);
  return lead > 0 || (lead === 0 && its.position < own.position);
}

function standingOf({ contract }: Leg): number {
  return { listed: 2, unconfigured: 1, unlisted: 0 }[contract];
}

function withOwnValue({ leg, side }: BridgeDeparture, moves: readonly Transfer[]): BridgeDeparture {
  const { amountBase, asset } = leg;
  const isOwn = amountBase !== undefined && asset === side.asset && amountBase <= side.amountBase;
  if (!isOwn) return { leg, side };
  const exact = moves.filter(
    (t) => side.transferKeys.includes(transferKey(t)) && t.amountBase === amountBase,
  );
  const [move] = exact;
  const transferKeys = move && exact.length === 1 ? [transferKey(move)] : side.transferKeys;
  return { leg, side: { ...side, amountBase, transferKeys } };
}
