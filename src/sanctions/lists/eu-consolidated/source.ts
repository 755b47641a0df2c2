import type { ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapEu } from './map.ts';
import { parseEu } from './parse.ts';

/** The EU's consolidated list of persons and entities subject to financial sanctions. */
export const euConsolidated: ListSource = {
  list: 'eu-consolidated',
  publisher: 'European Union',
  jurisdiction: 'EU',
  effect: 'block',
  location,
  read: async (chunks, profile) => mapEu(profile, await parseEu(chunks)),
};
