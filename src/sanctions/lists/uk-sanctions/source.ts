import type { ListProfile, ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapUk } from './map.ts';
import { parseUk } from './parse.ts';

const profile: ListProfile = {
  list: 'uk-sanctions',
  publisher: 'UK Foreign, Commonwealth & Development Office',
  jurisdiction: 'GB',
  effect: 'block',
};

/** The UK Sanctions List. */
export const ukSanctions: ListSource = {
  ...profile,
  location,
  read: async (chunks) => mapUk(profile, await parseUk(chunks)),
};
