import type { AssetId } from '../domain/caip.ts';
import type { Conversion, ConversionDestination } from '../domain/conversion.ts';
import { sharingSources } from '../domain/shared-sources.ts';
import { usdMicrosOf } from '../domain/usd.ts';
import type { Prices } from '../ports/prices.ts';
import type { MatchSettings } from './matcher/leg-match.ts';
import { amountsInOneUnit } from './one-unit.ts';

/** What tells the worth of assets against one another. */
export interface WorthSettings extends Pick<MatchSettings, 'familyOf' | 'decimalsOf'> {
  readonly prices: Prices;
}

type Pending = NonNullable<Conversion['pending']>;

/** An end that takes part in a division: a destination, or what is still to come. */
interface OpenEnd {
  readonly end: ConversionDestination | Pending;
  readonly asset: AssetId | undefined;
  readonly amountBase: bigint;
}

/**
 * Conversions with the weights of their ends, wherever one source has several. Ends of one asset,
 * or of assets that stand for one thing, weigh what they count in the finest of their decimals;
 * others what they were worth when the source was given, in micro-dollars. Where decimals or a
 * price are not known none has a weight, and a swap is `many-to-many`.
 */
export async function weighedEnds(
  conversions: readonly Conversion[],
  settings: WorthSettings,
  signal: AbortSignal,
): Promise<Conversion[]> {
  const weights = new Map<OpenEnd['end'], bigint>();
  for (const group of sharingSources(conversions)) {
    const ends = group.flatMap(openEnds);
    const [first] = group;
    if (ends.length < 2 || !first) continue;
    const found = await weightsOf(ends, first.source.time, settings, signal);
    for (const [place, { end }] of ends.entries()) {
      const weight = found?.[place];
      if (weight !== undefined) weights.set(end, weight);
    }
  }
  return conversions.map((one) => withWeights(one, weights));
}

function openEnds({ destinations, pending }: Conversion): OpenEnd[] {
  const arrived = destinations.filter(
    ({ refund, method, amountBase }) => !refund && method !== 'amount-time' && amountBase > 0n,
  );
  const ends: OpenEnd[] = arrived.map((end) => ({ end, ...end }));
  const restBase = pending?.amountBase ?? 0n;
  if (pending && restBase > 0n) {
    ends.push({ end: pending, asset: pending.asset, amountBase: restBase });
  }
  return ends;
}

async function weightsOf(
  ends: readonly OpenEnd[],
  at: string,
  settings: WorthSettings,
  signal: AbortSignal,
): Promise<readonly bigint[] | undefined> {
  const counted = amountsInOneUnit(ends, settings);
  if (counted) return counted;
  const assets = ends.flatMap(({ asset }) => asset ?? []);
  if (assets.length < ends.length) return undefined;
  const questions = assets.map((asset) => ({ asset, at }));
  const answers = await settings.prices.pricesOf(questions, signal);
  const worths = ends.flatMap(({ asset, amountBase }, place) => {
    const [price, decimals] = [answers[place], asset && settings.decimalsOf(asset)];
    if (price?.state !== 'known' || decimals === undefined) return [];
    return [usdMicrosOf(amountBase, decimals, price.usdPerUnit)];
  });
  const isTold = worths.length === ends.length && worths.some((worth) => worth > 0n);
  return isTold ? worths : undefined;
}

function withWeights(
  conversion: Conversion,
  weights: ReadonlyMap<OpenEnd['end'], bigint>,
): Conversion {
  const { destinations, pending } = conversion;
  const weighed = <End extends OpenEnd['end']>(end: End): End => {
    const weight = weights.get(end);
    return weight === undefined ? end : { ...end, weight };
  };
  const isUntold =
    conversion.kind === 'swap' &&
    destinations.length > 1 &&
    destinations.some((end) => !weights.has(end));
  return {
    ...conversion,
    destinations: destinations.map(weighed),
    ...(pending ? { pending: weighed(pending) } : {}),
    ...(isUntold ? { pending: { reason: 'many-to-many' } } : {}),
  };
}
