import type { ListLocation } from '../../list-source.ts';

/** The EU's consolidated list of financial sanctions; the token is the public one of its page. */
export const location: ListLocation = {
  url: 'https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw',
  bytesMax: 200_000_000,
};
