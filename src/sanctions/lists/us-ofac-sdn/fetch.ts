import type { ListLocation } from '../../list-source.ts';

/**
 * OFAC's Sanctions List Service. The address answers 302 to a signed one that lives for an hour;
 * the zip holds the same document as `SDN.XML` in a tenth of its size.
 */
export const location: ListLocation = {
  url: 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_XML.ZIP',
  bytesMax: 200_000_000,
  packing: 'zip',
};
