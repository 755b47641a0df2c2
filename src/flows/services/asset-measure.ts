import { type AssetId, chainOf } from '../../domain/caip.ts';
import { baseWorth } from '../../domain/usd.ts';
import type { AssetMeasure } from '../../tracing/services/service-rules.ts';
import type { FlowContext } from '../context.ts';

/** What a counterparty must have moved in all to count as one. */
const significantUsd = 10n;

/**
 * What counts as value of an asset at a time (ISO 8601 UTC): ten dollars' worth. Undefined where
 * nobody knows what it is worth: then behaviour in it proves nothing.
 */
export async function measureOf(
  context: Pick<FlowContext, 'chains' | 'prices'>,
  asset: AssetId,
  at: string,
  signal: AbortSignal,
): Promise<AssetMeasure | undefined> {
  const known = context.chains.asset(chainOf(asset), asset);
  if (!known) return undefined;
  const isNative = context.chains.chain(chainOf(asset))?.nativeAsset === asset;
  // A hundredth of a unit stays behind for gas (Victor 2020: 0.01 ETH); a token pays none.
  const feeSlackBase = isNative ? 10n ** BigInt(Math.max(0, known.decimals - 2)) : 0n;
  if (known.usdStable) {
    return { significantBase: significantUsd * 10n ** BigInt(known.decimals), feeSlackBase };
  }
  const [price] = await context.prices.pricesOf([{ asset, at }], signal);
  if (price?.state !== 'known') return undefined;
  const significantBase = baseWorth(significantUsd, known.decimals, price.usdPerUnit);
  return { significantBase, feeSlackBase };
}
