import { z } from 'zod';
import { readCandidatesQuestion } from '../../flows/candidates/ask-candidates.ts';
import { candidates } from '../candidates-answer.ts';
import { shownInquiry } from '../inquiry-answer.ts';
import { type Route, route } from '../route.ts';
import { byId, noParams, nothing, pageOf, paging, toPage } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** Candidates: where value of a flow may have come out behind mixers and instant swappers. */
export function candidateRoutes(services: ApiServices): Route[] {
  return [askRoute(services), readRoute(services), listRoute(services)];
}

function askRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/flows/{id}/candidates',
    tag: 'flows',
    summary: 'Ask where value of a traced flow may have come out of mixers and instant swappers',
    roles: ['admin', 'analyst'],
    params: byId,
    query: noParams,
    body: z.strictObject({}),
    creates: true,
    status: 202,
    answer: candidates,
    handle: async ({ actor, params }) => {
      const question = readCandidatesQuestion(await services.flows.get(actor, params.id));
      return shownInquiry(candidates, await services.inquiries.ask(actor, question));
    },
  });
}

function readRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/candidates/{id}',
    tag: 'flows',
    summary: 'Candidates with signals, anonymity sets and scores: inferred, never part of a flow',
    roles: ['admin', 'analyst', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: candidates,
    handle: async ({ actor, params }) =>
      shownInquiry(candidates, await services.inquiries.get(actor, 'candidates', params.id)),
  });
}

function listRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/candidates',
    tag: 'flows',
    summary: 'Candidates that were asked for, newest first',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: paging,
    body: nothing,
    answer: pageOf(candidates),
    handle: async ({ actor, query: { cursor, limit } }) => {
      const page = { before: cursor, limit: limit + 1 };
      const rows = await services.inquiries.page(actor, { kind: 'candidates' }, page);
      const { items, ...rest } = toPage(rows, limit);
      return { items: items.map((row) => shownInquiry(candidates, row)), ...rest };
    },
  });
}
