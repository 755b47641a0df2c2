import type { ListLocation } from '../../list-source.ts';

/** The UK Sanctions List of the Foreign, Commonwealth & Development Office. */
export const location: ListLocation = {
  url: 'https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml',
  bytesMax: 200_000_000,
};
