import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { type Route, route } from '../route.ts';
import { accountText, noParams, nothing, pageLimit } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const monitor = z.object({
  account: z.string(),
  active: z.boolean(),
  startedBy: z.string(),
  startedAt: z.string(),
  stoppedAt: z.string().optional(),
  seenHeight: z.number().optional(),
  visitedAt: z.string().optional(),
  errorCode: z.string().optional(),
});

/** Wallets whose new activity is screened by itself. */
export function monitorRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/wallets/{account}/monitor',
      tag: 'wallets',
      summary: 'Screen whoever has to do with a wallet from now on, or stop with `active: false`',
      roles: ['admin', 'analyst'],
      params: z.object({ account: accountText }),
      query: noParams,
      body: z.strictObject({ active: z.boolean().default(true) }),
      creates: true,
      answer: monitor,
      handle: async ({ actor, params, body }) => {
        const account = readAccountId(params.account);
        return body.active
          ? await services.monitors.start(actor, account)
          : await services.monitors.stop(actor, account);
      },
    }),
    route({
      method: 'get',
      path: '/v1/monitors',
      tag: 'wallets',
      summary: 'Wallets that are monitored, and what was seen of them last',
      roles: ['admin', 'analyst', 'auditor'],
      params: noParams,
      query: z.strictObject({ cursor: z.string().max(300).optional(), limit: pageLimit }),
      body: nothing,
      answer: z.object({ items: z.array(monitor), nextCursor: z.string().optional() }),
      handle: async ({ actor, query: { cursor, limit } }) => {
        const rows = await services.monitors.page(actor, { after: cursor, limit: limit + 1 });
        const items = rows.slice(0, limit);
        const last = items.at(-1);
        return rows.length > limit && last ? { items, nextCursor: last.account } : { items };
      },
    }),
  ];
}
