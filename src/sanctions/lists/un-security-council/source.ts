import type { ListSource } from '../../list-source.ts';
import { location } from './fetch.ts';
import { mapUn } from './map.ts';
import { parseUn } from './parse.ts';
import { readSnapshot } from './snapshot.ts';

/** The consolidated list of the United Nations Security Council. */
export const unSecurityCouncil: ListSource = {
  list: 'un-security-council',
  publisher: 'United Nations Security Council',
  jurisdiction: 'UN',
  effect: 'block',
  location,
  shipped: { has: 'parties under the resolution on the DPRK only', read: readSnapshot },
  read: async (chunks, profile) => mapUn(profile, await parseUn(chunks)),
};
