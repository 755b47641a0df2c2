import type { ListSource } from '../../list-source.ts';
import { mapOperatorCsv } from './map.ts';
import { parseOperatorCsv } from './parse.ts';

/** A list of the operator's own. */
export const operatorCsv: ListSource = {
  list: 'operator-csv',
  publisher: 'The operator',
  jurisdiction: 'ZZ',
  effect: 'inform',
  read: async (chunks, profile, day) =>
    mapOperatorCsv(profile, await parseOperatorCsv(chunks), day),
};
