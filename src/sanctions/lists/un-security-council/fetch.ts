import type { ListLocation } from '../../list-source.ts';

/** The consolidated list of the United Nations Security Council. */
export const location: ListLocation = {
  url: 'https://scsanctions.un.org/resources/xml/en/consolidated.xml',
  bytesMax: 100_000_000,
};
