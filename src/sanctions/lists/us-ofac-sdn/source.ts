import type { ListProfile, ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapSdn } from './map.ts';
import { parseSdn } from './parse.ts';
import { readSnapshot } from './snapshot.ts';

const profile: ListProfile = {
  list: 'us-ofac-sdn',
  publisher: 'US Treasury, Office of Foreign Assets Control',
  jurisdiction: 'US',
  effect: 'block',
};

/** Specially Designated Nationals and Blocked Persons. */
export const usOfacSdn: ListSource = {
  ...profile,
  location,
  read: async (chunks) => mapSdn(profile, await parseSdn(chunks)),
  shipped: () => readSnapshot(profile),
};
