import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { readExposureQuestion } from '../../flows/exposure/ask-exposure.ts';
import { exposure, shownInquiry } from '../inquiry-answer.ts';
import { type Route, route } from '../route.ts';
import {
  accountText,
  assetText,
  byId,
  limitsBody,
  method,
  noParams,
  nothing,
  pageOf,
  paging,
  toPage,
  withoutUndefined,
} from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const exposureBody = z.strictObject({
  asset: assetText,
  directions: z
    .array(z.enum(['forward', 'backward']))
    .min(1)
    .max(2)
    .default(['forward', 'backward']),
  method: method.default('fifo'),
  fromHeight: z.int().nonnegative().default(0),
  limits: limitsBody.omit({ horizonDays: true }).default({}),
});

/** Exposure: what of a wallet's money went to, or came from, which kind of owner. */
export function exposureRoutes(services: ApiServices): Route[] {
  return [askRoute(services), readRoute(services), listRoute(services)];
}

function askRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/wallets/{account}/exposure',
    tag: 'wallets',
    summary: 'Ask for the exposure of a wallet in one asset; the answer comes later',
    roles: ['admin', 'analyst'],
    params: z.object({ account: accountText }),
    query: noParams,
    body: exposureBody,
    creates: true,
    status: 202,
    answer: exposure,
    handle: async ({ actor, params, body }) => {
      const limits = withoutUndefined(body.limits);
      const given = { ...body, limits, account: params.account };
      const question = readExposureQuestion(services.payroll.chains, given);
      const row = await services.inquiries.ask(actor, question);
      return shownInquiry(exposure, row);
    },
  });
}

function readRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/exposures/{id}',
    tag: 'wallets',
    summary: 'An exposure: by category direct and indirect, amount, share, least hops',
    roles: ['admin', 'analyst', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: exposure,
    handle: async ({ actor, params }) =>
      shownInquiry(exposure, await services.inquiries.get(actor, 'exposure', params.id)),
  });
}

function listRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/exposures',
    tag: 'wallets',
    summary: 'Exposures that were asked for, newest first',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: paging.extend({ account: accountText.optional() }),
    body: nothing,
    answer: pageOf(exposure),
    handle: async ({ actor, query }) => {
      const { cursor, limit, account } = query;
      const filter = {
        kind: 'exposure' as const,
        ...(account === undefined ? {} : { account: readAccountId(account) }),
      };
      const page = { before: cursor, limit: limit + 1 };
      const { items, ...rest } = toPage(await services.inquiries.page(actor, filter, page), limit);
      return { items: items.map((row) => shownInquiry(exposure, row)), ...rest };
    },
  });
}
