import type { ListSource } from '../../list-source.ts';
import { mapFtm } from './map.ts';
import { parseFtm } from './parse.ts';

/** Wallets and parties in the FollowTheMoney model, for those who hold a licence to the data. */
export const followTheMoney: ListSource = {
  list: 'follow-the-money',
  publisher: 'FollowTheMoney export',
  jurisdiction: 'ZZ',
  effect: 'inform',
  read: async (chunks, profile) => mapFtm(profile, await parseFtm(chunks)),
};
