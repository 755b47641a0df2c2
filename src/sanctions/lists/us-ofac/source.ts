import type { ListProfile, ListSource } from '../../list-source.ts';
import { consolidatedLocation, sdnLocation } from './fetch.ts';
import { mapSdn } from './map.ts';
import { parseSdn } from './parse.ts';
import { readSnapshot } from './snapshot.ts';

const publisher = 'US Treasury, Office of Foreign Assets Control';

const sdn: ListProfile = { list: 'us-ofac-sdn', publisher, jurisdiction: 'US', effect: 'block' };
const consolidated: ListProfile = {
  list: 'us-ofac-consolidated',
  publisher,
  jurisdiction: 'US',
  effect: 'restrict',
};

/** Specially Designated Nationals and Blocked Persons. */
export const usOfacSdn: ListSource = {
  ...sdn,
  location: sdnLocation,
  read: async (chunks) => mapSdn(sdn, await parseSdn(chunks)),
  shipped: () => readSnapshot(sdn),
};

/** OFAC's other lists: those on them are restricted in what may be done with them, not blocked. */
export const usOfacConsolidated: ListSource = {
  ...consolidated,
  location: consolidatedLocation,
  read: async (chunks) => mapSdn(consolidated, await parseSdn(chunks)),
};
