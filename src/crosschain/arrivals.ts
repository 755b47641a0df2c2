import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';

/** Value that a bridge brought; an event of a contract that others are listed beside says nothing. */
export function isArrival({ role, contract }: Leg): boolean {
  return role === 'destination' && contract !== 'unlisted';
}

/**
 * What is said of arrivals of which nobody here has read where the value left: who paid them out
 * holds the funds of many, so that a way back ends there.
 */
export function lostArrivals(
  arrivals: readonly Leg[],
  conversions: readonly Conversion[],
  transfers: readonly Transfer[],
): { readonly verdicts: ServiceVerdict[]; readonly reasons: IncompleteReason[] } {
  const joined = new Set(
    conversions.flatMap(({ destinations }) => destinations.flatMap((side) => side.transferKeys)),
  );
  const lost = arrivals.filter(({ transferKeys }) => !transferKeys.some((key) => joined.has(key)));
  const paidBy = new Map(transfers.map((transfer) => [transferKey(transfer), transfer]));
  const verdicts = lost.flatMap(({ protocol, tx, height, transferKeys }) =>
    transferKeys.flatMap((key): ServiceVerdict[] => {
      const account = paidBy.get(key)?.from;
      if (account === undefined) return [];
      const evidence = `${protocol} paid out in ${tx}`;
      return [{ account, kind: 'bridge', evidence, asOfBlock: height, source: 'inferred' }];
    }),
  );
  const protocols = new Set(lost.map(({ protocol }) => protocol));
  const reasons = [...protocols].map((protocol) => ({
    code: 'bridge-source-unknown',
    message: `${protocol} paid out what left another chain in a transaction that was not read here`,
  }));
  return { verdicts: [...new Map(verdicts.map((one) => [one.account, one])).values()], reasons };
}
