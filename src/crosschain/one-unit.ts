import type { AssetId } from '../domain/caip.ts';
import type { MatchSettings } from './matcher/leg-match.ts';

/** What relates assets of different chains. */
export type UnitSettings = Pick<MatchSettings, 'familyOf' | 'decimalsOf'>;

interface Counted {
  readonly asset: AssetId | undefined;
  readonly amountBase: bigint;
}

/**
 * Amounts of one asset as they are; of assets that stand for one thing in the finest of their
 * decimals. Undefined for others, and where the decimals of one are not known.
 */
export function amountsInOneUnit(
  amounts: readonly Counted[],
  { familyOf, decimalsOf }: UnitSettings,
): readonly bigint[] | undefined {
  const assets = new Set(amounts.map(({ asset }) => asset));
  if (assets.has(undefined)) return undefined;
  if (assets.size < 2) return amounts.map(({ amountBase }) => amountBase);
  const families = new Set([...assets].map((asset) => asset && familyOf(asset)));
  if (families.has(undefined) || families.size > 1) return undefined;
  const decimals = amounts.flatMap(({ asset }) => (asset && decimalsOf(asset)) ?? []);
  if (decimals.length < amounts.length) return undefined;
  const finest = Math.max(...decimals);
  return amounts.map(
    ({ amountBase }, place) => amountBase * 10n ** BigInt(finest - (decimals[place] ?? finest)),
  );
}
