import { z } from 'zod';
import { chainId } from '../../domain/caip.ts';
import {
  actOnPayout,
  type PayoutAction,
  unblockGrounds,
  unblockPayout,
} from '../../payroll/payout-actions.ts';
import { readPayout } from '../../payroll/read-payouts.ts';
import { announceSettlement } from '../../payroll/settlement.ts';
import { payout } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { byId, chain, day, line, noParams, nothing, reason, txHash } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** One payout: read it, say what paid it, act on it. */
export function payoutRoutes(services: ApiServices): Route[] {
  return [
    readRoute(services),
    settlementRoute(services),
    ...(['release', 'hold', 'reject'] as const).map((action) => actionRoute(services, action)),
    unblockRoute(services),
  ];
}

function readRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/payouts/{id}',
    tag: 'payroll',
    summary: 'A payout, its decision, its settlement and its flow',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: payout,
    handle: async ({ actor, params }) => await readPayout(services.payroll, actor, params.id),
  });
}

function settlementRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/payouts/{id}/settlement',
    tag: 'payroll',
    summary: 'Say which transaction paid it; the wage is then followed',
    roles: ['admin', 'payroll'],
    params: byId,
    query: noParams,
    body: z.strictObject({ chain: chain.transform(chainId), tx: txHash }),
    creates: true,
    status: 202,
    answer: payout,
    handle: async ({ actor, params, body }) =>
      await announceSettlement(services.payroll, actor, params.id, body),
  });
}

function actionRoute(services: ApiServices, action: PayoutAction): Route {
  return route({
    method: 'post',
    path: `/v1/payouts/{id}/${action}`,
    tag: 'payroll',
    summary: `${action.charAt(0).toUpperCase()}${action.slice(1)} a payout, saying why`,
    roles: ['admin', 'analyst'],
    params: byId,
    query: noParams,
    body: z.strictObject({ reason }),
    creates: true,
    answer: payout,
    handle: async ({ actor, params, body }) =>
      await actOnPayout(services.payroll, actor, params.id, action, body.reason),
  });
}

function unblockRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/payouts/{id}/unblock',
    tag: 'payroll',
    summary: 'End a block, by two people and on a ground that the law names',
    roles: ['admin', 'analyst'],
    params: byId,
    query: noParams,
    body: z.strictObject({
      ground: z.enum(unblockGrounds),
      reason,
      licenceNumber: line(100).optional(),
      licenceDate: day.optional(),
    }),
    creates: true,
    answer: z.object({ payout, confirmed: z.boolean() }),
    handle: async ({ actor, params, body }) =>
      await unblockPayout(services.payroll, actor, params.id, body),
  });
}
