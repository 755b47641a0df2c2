import type { AssetId } from '../domain/caip.ts';
import type { BridgeCatalogue } from './bridges/bridge-row.ts';
import type { MatchSettings } from './matcher/leg-match.ts';

/** How the matcher is set by a catalogue, with the decimals of the assets that are known. */
export function catalogueSettings(
  catalogue: BridgeCatalogue,
  decimalsOf: (asset: AssetId) => number | undefined,
): MatchSettings {
  const rows = new Map(catalogue.rows.map((row) => [row.protocol, row]));
  return {
    termsOf: (protocol) => rows.get(protocol),
    familyOf: (asset) => catalogue.assetFamilies.get(asset),
    decimalsOf,
  };
}
