import type { ListLocation } from '../../list-source.ts';

/**
 * OFAC's Sanctions List Service. Its addresses answer 302 to signed ones that live for an hour.
 * The zip holds the same document as `SDN.XML` in a tenth of its size.
 */
export const sdnLocation: ListLocation = {
  url: 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_XML.ZIP',
  bytesMax: 500_000_000,
};

/** The lists beside the SDN list: sectoral, correspondent accounts, menu-based and others. */
export const consolidatedLocation: ListLocation = {
  url: 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONSOLIDATED.XML',
  bytesMax: 100_000_000,
};
