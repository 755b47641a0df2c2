import type { ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapUk } from './map.ts';
import { parseUk } from './parse.ts';

/** The UK Sanctions List. */
export const ukSanctions: ListSource = {
  list: 'uk-sanctions',
  publisher: 'UK Foreign, Commonwealth & Development Office',
  jurisdiction: 'GB',
  effect: 'block',
  location,
  read: async (chunks, profile) => mapUk(profile, await parseUk(chunks)),
};
