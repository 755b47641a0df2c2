import type { AssetId } from '../domain/caip.ts';
import type { PotTransfer } from './coin-transfers.ts';
import type { Subgraph } from './subgraph.ts';
import type { TraceConversion } from './trace-request.ts';

/**
 * Conversions as the way back takes them: from what came out to what went in. Legs of one asset
 * are pooled, and bring back the shares that they stood for. Where legs are of several assets
 * nothing tells which part of the source each is worth, so the way back ends there as `contract`.
 * A leg that is not in the subgraph is not on any way back.
 */
export function turnedConversions(
  subgraph: Subgraph,
  conversions: readonly TraceConversion[],
): TraceConversion[] {
  return conversions.flatMap((conversion): TraceConversion[] => {
    const legs = conversion.legs.flatMap((leg) => {
      const transfers = transfersOf(subgraph, leg.transferKeys);
      return transfers.length === leg.transferKeys.length ? [{ ...leg, transfers }] : [];
    });
    const byAsset = new Map<AssetId, typeof legs>();
    for (const leg of legs) {
      const asset = leg.transfers[0]?.asset;
      if (asset !== undefined) byAsset.set(asset, [...(byAsset.get(asset) ?? []), leg]);
    }
    const groups = [...byAsset.values()];
    return groups.map((group) => {
      const sourceKeys = group.flatMap(({ transferKeys }) => transferKeys);
      if (groups.length > 1) return { sourceKeys, legs: [], restKind: 'contract' };
      const transferKeys = conversion.sourceKeys;
      const sourceShareBase = sumOf(group.flatMap(({ transfers }) => transfers));
      const arrivesBase = group.reduce((sum, leg) => sum + leg.sourceShareBase, 0n);
      return { sourceKeys, legs: [{ transferKeys, sourceShareBase, arrivesBase }] };
    });
  });
}

function transfersOf(subgraph: Subgraph, keys: readonly string[]): PotTransfer[] {
  return keys.flatMap((key) => subgraph.transfers[subgraph.indexOf(key) ?? -1] ?? []);
}

function sumOf(transfers: readonly PotTransfer[]): bigint {
  return transfers.reduce((sum, { amountBase }) => sum + amountBase, 0n);
}
