import type { ListSource } from '../../list-source.ts';
import { mapOwnerships } from './map.ts';
import { parseOwnerships } from './parse.ts';

/** Who owns whom, for the 50 percent rule. */
export const ownershipCsv: ListSource = {
  list: 'ownership-csv',
  publisher: 'The operator',
  jurisdiction: 'ZZ',
  effect: 'inform',
  read: async (chunks) => mapOwnerships(await parseOwnerships(chunks)),
};
