import type { ListSource } from '../../list-source.ts';
import { dateWallets } from './date-wallets.ts';
import { consolidatedLocation, sdnLocation } from './fetch.ts';
import { mapOfac } from './map.ts';
import { parseOfac } from './parse.ts';
import { readSnapshot } from './snapshot.ts';

const publisher = 'US Treasury, Office of Foreign Assets Control';

/** Specially Designated Nationals and Blocked Persons. */
export const usOfacSdn: ListSource = {
  list: 'us-ofac-sdn',
  publisher,
  jurisdiction: 'US',
  effect: 'block',
  location: sdnLocation,
  read: async (chunks, profile) => mapOfac(profile, await parseOfac(chunks)),
  dated: dateWallets,
  shipped: { has: 'holders of wallets only', read: readSnapshot },
};

/** OFAC's other lists: those on them are restricted in what may be done with them, not blocked. */
export const usOfacConsolidated: ListSource = {
  list: 'us-ofac-consolidated',
  publisher,
  jurisdiction: 'US',
  effect: 'restrict',
  location: consolidatedLocation,
  dated: dateWallets,
  read: async (chunks, profile) => mapOfac(profile, await parseOfac(chunks)),
};
