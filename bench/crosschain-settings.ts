import { readFileSync } from 'node:fs';
import type { BridgeCatalogue } from '../src/crosschain/bridges/bridge-row.ts';
import { catalogueSettings } from '../src/crosschain/match-settings.ts';
import type { MatchSettings } from '../src/crosschain/matcher/leg-match.ts';
import { readBridgesConfig } from '../src/runtime/config/bridges.ts';

const configFile = new URL('../config/bridges.yml', import.meta.url);

/** The catalogue that the product ships. */
export function shippedCatalogue(): BridgeCatalogue {
  return readBridgesConfig(readFileSync(configFile, 'utf8'));
}

/** How the matcher is set by a catalogue, of assets whose decimals nobody tells. */
export function matchSettingsOf(catalogue: BridgeCatalogue): MatchSettings {
  return catalogueSettings(catalogue, () => undefined);
}
