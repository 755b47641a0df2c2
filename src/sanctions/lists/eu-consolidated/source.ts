import type { ListProfile, ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapEu } from './map.ts';
import { parseEu } from './parse.ts';

const profile: ListProfile = {
  list: 'eu-consolidated',
  publisher: 'European Union',
  jurisdiction: 'EU',
  effect: 'block',
};

/** The EU's consolidated list of persons and entities subject to financial sanctions. */
export const euConsolidated: ListSource = {
  ...profile,
  location,
  read: async (chunks) => mapEu(profile, await parseEu(chunks)),
};
