import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { accountText, noParams, nothing } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/**
 * In the shape of the free sanctions API that wallets and front ends already call, so that they
 * need another address and a key, in `X-API-Key` or `Token`, and nothing else.
 */
export function addressRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/address/{address}',
      tag: 'drop-in',
      summary: 'Listings of an address; an empty list only when every list is fresh',
      roles: ['admin', 'analyst', 'payroll', 'auditor'],
      params: z.object({ address: accountText }),
      query: noParams,
      body: nothing,
      answer: z.object({
        identifications: z.array(
          z.object({
            category: z.literal('sanctions'),
            name: z.string(),
            description: z.string(),
            url: z.string().nullable(),
          }),
        ),
      }),
      handle: async ({ params }) => ({
        identifications: services.listingsOfAddress(params.address).map((listing) => ({
          category: 'sanctions' as const,
          name: `SANCTIONS: ${listing.list} ${listing.party}`,
          description: `${listing.raw} of ${listing.party} (${listing.uid}) stands on ${listing.list}, published ${listing.published}, effect ${listing.effect}`,
          url: null,
        })),
      }),
    }),
  ];
}
