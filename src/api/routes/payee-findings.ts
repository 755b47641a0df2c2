import { z } from 'zod';
import { blockedStatuses } from '../../domain/payee-finding.ts';
import { type Route, route } from '../route.ts';
import {
  byId,
  id,
  line,
  noParams,
  nothing,
  pageOf,
  paging,
  reason,
  ref,
  toPage,
} from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const step = z.object({ actor: z.string(), reason: z.string(), at: z.string() });
const party = { list: line(64), uid: line(300) };
const status = { status: z.enum(blockedStatuses), programme: line(100) };
const isListedParty = z.literal('is-listed-party');
const blockedByStatus = z.literal('blocked-by-status');

const finding = z.object({
  id: z.string(),
  payeeRef: z.string(),
  matter: z.discriminatedUnion('kind', [
    z.object({
      kind: isListedParty,
      ...party,
      party: z.string(),
      effect: z.string(),
      jurisdiction: z.string(),
    }),
    z.object({ kind: blockedByStatus, ...status }),
  ]),
  made: step,
  confirmed: step.optional(),
  revocation: step.optional(),
  revoked: step.optional(),
});

const findingBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: isListedParty, payeeRef: ref, screeningId: id, ...party, reason }),
  z.strictObject({ kind: blockedByStatus, payeeRef: ref, ...status, reason }),
]);

/** Analysts' findings that a payee is a listed party, or is blocked by status. */
export function payeeFindingRoutes(services: ApiServices): Route[] {
  return [
    makeRoute(services),
    stepRoute(services, 'confirm', 'Confirm a status, as the second person'),
    stepRoute(services, 'revoke', 'Ask for the end of a finding, or as the second person end it'),
    pageRoute(services),
  ];
}

function makeRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/payee-findings',
    tag: 'screening',
    summary: 'Keep that a payee is the listed party that a screening matched, or blocked by status',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: findingBody,
    answer: finding,
    creates: true,
    status: 201,
    handle: async ({ actor, body }) => await services.payeeFindings.make(actor, body),
  });
}

function stepRoute(services: ApiServices, action: 'confirm' | 'revoke', summary: string): Route {
  return route({
    method: 'post',
    path: `/v1/payee-findings/{id}/${action}`,
    tag: 'screening',
    summary,
    roles: ['admin', 'analyst'],
    params: byId,
    query: noParams,
    body: z.strictObject({ reason }),
    answer: finding,
    creates: true,
    handle: async ({ actor, params, body }) =>
      await services.payeeFindings[action](actor, params.id, body.reason),
  });
}

function pageRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/payee-findings',
    tag: 'screening',
    summary: 'Findings about payees, newest first, the revoked among them',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: paging.extend({ payeeRef: ref.optional() }),
    body: nothing,
    answer: pageOf(finding),
    handle: async ({ actor, query: { cursor, limit, payeeRef } }) => {
      const page = { before: cursor, limit: limit + 1 };
      return toPage(await services.payeeFindings.page(actor, { payeeRef }, page), limit);
    },
  });
}
