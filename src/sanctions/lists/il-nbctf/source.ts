import type { ListSource } from '../../list-source.ts';
import { mapNbctf } from './map.ts';
import { parseNbctf } from './parse.ts';

/** Wallets of Israel's administrative seizure orders. */
export const ilNbctf: ListSource = {
  list: 'il-nbctf',
  publisher: 'Israel, National Bureau for Counter Terror Financing',
  jurisdiction: 'IL',
  effect: 'inform',
  read: async (chunks, profile) => mapNbctf(profile, await parseNbctf(chunks)),
};
