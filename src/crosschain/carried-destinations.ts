import type { ChainId } from '../domain/caip.ts';
import type { Conversion, ConversionDestination } from '../domain/conversion.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import { exchanged } from './net-changes.ts';

/**
 * Conversions whose destinations name the transfers that carry them. Where a decoder found none,
 * since contracts emit their event before or after they pay, they are looked for in the whole
 * transaction: one payment of exactly the amount to the receiver, or all of his when their sum is
 * it. No transfer carries two destinations. What is not found stays without.
 */
export function carriedDestinations(
  conversions: readonly Conversion[],
  transfersOf: (chain: ChainId, tx: string) => readonly Transfer[],
): Conversion[] {
  const taken = new Set(
    conversions.flatMap(({ destinations }) => destinations.flatMap((to) => to.transferKeys)),
  );
  const carried = (to: ConversionDestination): ConversionDestination => {
    if (to.transferKeys.length > 0) return to;
    const transferKeys = carriersOf(to, transfersOf(to.chain, to.tx), taken);
    for (const key of transferKeys) taken.add(key);
    return { ...to, transferKeys };
  };
  return conversions.map((one) => ({ ...one, destinations: one.destinations.map(carried) }));
}

function carriersOf(
  { account, asset, amountBase }: ConversionDestination,
  transfers: readonly Transfer[],
  taken: ReadonlySet<string>,
): string[] {
  const own = exchanged(transfers).filter(
    (t) => t.to === account && t.asset === asset && !taken.has(transferKey(t)),
  );
  const exact = own.find((t) => t.amountBase === amountBase);
  if (exact) return [transferKey(exact)];
  const sum = own.reduce((total, t) => total + t.amountBase, 0n);
  return sum === amountBase ? own.map(transferKey) : [];
}
