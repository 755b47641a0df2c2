import type { ListProfile, ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapUn } from './map.ts';
import { parseUn } from './parse.ts';

const profile: ListProfile = {
  list: 'un-security-council',
  publisher: 'United Nations Security Council',
  jurisdiction: 'UN',
  effect: 'block',
};

/** The consolidated list of the United Nations Security Council. */
export const unSecurityCouncil: ListSource = {
  ...profile,
  location,
  read: async (chunks) => mapUn(profile, await parseUn(chunks)),
};
