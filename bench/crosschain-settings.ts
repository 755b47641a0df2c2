import { readFileSync } from 'node:fs';
import type { BridgeCatalogue } from '../src/crosschain/bridges/bridge-row.ts';
import { catalogueSettings } from '../src/crosschain/match-settings.ts';
import type { MatchSettings } from '../src/crosschain/matcher/leg-match.ts';
import { readAssetsConfig } from '../src/runtime/config/assets.ts';
import { readBridgesConfig } from '../src/runtime/config/bridges.ts';

const textOf = (file: string) =>
  readFileSync(new URL(`../config/${file}`, import.meta.url), 'utf8');

/** The catalogue that the product ships. */
export function shippedCatalogue(): BridgeCatalogue {
  return readBridgesConfig(textOf('bridges.yml'));
}

/** How the matcher is set by a catalogue, with the decimals of the assets that the product ships. */
export function matchSettingsOf(catalogue: BridgeCatalogue): MatchSettings {
  const assets = readAssetsConfig(textOf('assets.yml'));
  const decimals = new Map(assets.map((asset) => [asset.id, asset.decimals]));
  return catalogueSettings(catalogue, (asset) => decimals.get(asset));
}
