import { readFileSync } from 'node:fs';
import type { BridgeCatalogue } from '../src/crosschain/bridges/bridge-row.ts';

import type { MatchSettings } from '../src/crosschain/matcher/leg-match.ts';
import { readBridgesConfig } from '../src/runtime/config/bridges.ts';

const configFile = new URL('../config/bridges.yml', import.meta.url);

/** The catalogue that the product ships. */
export function shippedCatalogue(): BridgeCatalogue {
  return readBridgesConfig(readFileSync(configFile, 'utf8'));
}

/** How the matcher is set by a catalogue. */
export function matchSettingsOf(catalogue: BridgeCatalogue): MatchSettings {
  const rows = new Map(catalogue.rows.map((row) => [row.protocol, row]));
  return {
    termsOf: (protocol) => rows.get(protocol),
    familyOf: (asset) => catalogue.assetFamilies.get(asset),
    decimalsOf: () => undefined,
  };
}
