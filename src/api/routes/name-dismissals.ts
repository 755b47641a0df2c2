import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { id, line, noParams, nothing, pageOf, paging, reason, ref, toPage } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const dismissal = z.object({
  id: z.string(),
  payeeRef: z.string(),
  list: z.string(),
  uid: z.string(),
  party: z.string(),
  reason: z.string(),
  actor: z.string(),
  decidedAt: z.string(),
  expiresAt: z.string(),
});

/** Analysts' findings that a payee is not the listed party of a like name. */
export function nameDismissalRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/name-dismissals',
      tag: 'screening',
      summary: 'Keep that a payee is not the party whose name a screening matched',
      roles: ['admin', 'analyst'],
      params: noParams,
      query: noParams,
      body: z.strictObject({
        payeeRef: ref,
        screeningId: id,
        list: line(64),
        uid: line(300),
        reason,
        expiresAt: z.iso.datetime(),
      }),
      answer: dismissal,
      creates: true,
      status: 201,
      handle: async ({ actor, body }) => await services.nameDismissals.dismiss(actor, body),
    }),
    route({
      method: 'get',
      path: '/v1/name-dismissals',
      tag: 'screening',
      summary: 'Findings about matches of names, newest first, the expired among them',
      roles: ['admin', 'analyst', 'auditor'],
      params: noParams,
      query: paging.extend({ payeeRef: ref.optional() }),
      body: nothing,
      answer: pageOf(dismissal),
      handle: async ({ actor, query: { cursor, limit, payeeRef } }) => {
        const page = { before: cursor, limit: limit + 1 };
        return toPage(await services.nameDismissals.page(actor, { payeeRef }, page), limit);
      },
    }),
  ];
}
