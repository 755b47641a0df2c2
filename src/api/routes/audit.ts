import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { noParams, nothing, numberCursor, pageLimit } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const auditEntry = z.object({
  sequence: z.number(),
  id: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.object({ type: z.string(), id: z.string() }),
  reason: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
  at: z.string(),
  hash: z.string(),
});

/** The audit log of the organisation. */
export function auditRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit',
      tag: 'audit',
      summary: 'What was done, by whom and why, oldest first, with the hash of each link',
      roles: ['admin', 'auditor'],
      params: noParams,
      query: z.strictObject({ cursor: numberCursor.optional(), limit: pageLimit }),
      body: nothing,
      answer: z.object({ items: z.array(auditEntry), nextCursor: z.string().optional() }),
      handle: async ({ actor, query }) => {
        const { cursor = 0, limit } = query;
        const entries = await services.audit.page(actor, cursor, limit + 1);
        const items = entries.slice(0, limit);
        const last = items.at(-1);
        return entries.length > limit && last
          ? { items, nextCursor: String(last.sequence) }
          : { items };
      },
    }),
  ];
}
