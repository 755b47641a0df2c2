import { z } from 'zod';
import { chainId } from '../../domain/caip.ts';
import { readAsset } from '../../flows/ask-flow.ts';
import { completeness } from '../answers.ts';
import { inquiry, inquiryInputs, shownInquiry, storedBase } from '../inquiry-answer.ts';
import { type Route, route } from '../route.ts';
import { assetText, byId, chain, noParams, nothing, pageOf, paging, toPage } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const convergence = inquiry(
  z.object({
    asset: z.string(),
    hopsMax: z.number(),
    found: z.array(
      z.object({
        account: z.string(),
        payees: z.array(z.string()),
        groups: z.number(),
        eValue: z.number(),
        incomeShareMillionths: z.number(),
        throughBase: storedBase,
        incomeBase: storedBase,
        outsideSenders: z.number(),
        inferredService: z.boolean(),
        parties: z.array(z.string()),
        payouts: z.array(z.string()),
      }),
    ),
    unjudged: z.array(z.object({ account: z.string(), reason: z.string() })),
    tried: z.number(),
    payees: z.number(),
    activeSenders: z.object({
      senders: z.number(),
      coverage: z.enum(['whole-chain', 'accounts-read']),
      truncated: z.boolean(),
    }),
    completeness,
    flows: z.array(z.string()),
    inputs: inquiryInputs,
  }),
);

/** Convergence: accounts where wages of unconnected payees come together. */
export function convergenceRoutes(services: ApiServices): Route[] {
  return [askRoute(services), readRoute(services), listRoute(services)];
}

function askRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/convergence',
    tag: 'convergence',
    summary:
      'Look where followed wages of unconnected payees come together; the answer comes later',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: z.strictObject({
      chain,
      asset: assetText,
      hopsMax: z.int().min(1).max(8).default(4),
    }),
    creates: true,
    status: 202,
    answer: convergence,
    handle: async ({ actor, body }) => {
      const asset = readAsset(services.payroll.chains, chainId(body.chain), body.asset);
      const question = { kind: 'convergence', asset, hopsMax: body.hopsMax } as const;
      return shownInquiry(convergence, await services.inquiries.ask(actor, question));
    },
  });
}

function readRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/convergence/{id}',
    tag: 'convergence',
    summary: 'Accounts where wages meet, with the E-value and the share of what they take in',
    roles: ['admin', 'analyst', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: convergence,
    handle: async ({ actor, params }) =>
      shownInquiry(convergence, await services.inquiries.get(actor, 'convergence', params.id)),
  });
}

function listRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/convergence',
    tag: 'convergence',
    summary: 'Looks that were asked for, newest first',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: paging,
    body: nothing,
    answer: pageOf(convergence),
    handle: async ({ actor, query }) => {
      const { cursor, limit } = query;
      const page = { before: cursor, limit: limit + 1 };
      const rows = await services.inquiries.page(actor, { kind: 'convergence' }, page);
      const { items, ...rest } = toPage(rows, limit);
      return { items: items.map((row) => shownInquiry(convergence, row)), ...rest };
    },
  });
}
