import { z } from 'zod';
import { alertStates } from '../../domain/alert.ts';
import { alert } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { byId, line, noParams, nothing, pageOf, paging, reason, toPage } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** Alerts: what a person must look at. */
export function alertRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/alerts',
      tag: 'alerts',
      summary: 'Alerts, newest first',
      roles: ['admin', 'analyst', 'auditor'],
      params: noParams,
      query: paging.extend({
        state: z.enum(alertStates).optional(),
        kind: line(64).optional(),
      }),
      body: nothing,
      answer: pageOf(alert),
      handle: async ({ actor, query }) => {
        const { cursor, limit, state, kind } = query;
        const page = { before: cursor, limit: limit + 1 };
        return toPage(await services.alerts.page(actor, { state, kind }, page), limit);
      },
    }),
    route({
      method: 'patch',
      path: '/v1/alerts/{id}',
      tag: 'alerts',
      summary: 'Assign an alert or move it on; closing one needs a reason',
      roles: ['admin', 'analyst'],
      params: byId,
      query: noParams,
      body: z
        .strictObject({
          state: z.enum(alertStates).optional(),
          assignee: line(128).optional(),
          reason: reason.optional(),
        })
        .refine((body) => Object.keys(body).length > 0, { message: 'Say what to change' }),
      answer: alert,
      handle: async ({ actor, params, body }) =>
        await services.alerts.change(actor, params.id, body),
    }),
  ];
}
