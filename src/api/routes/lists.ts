import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { formatDecimal } from '../../domain/amount.ts';
import { match } from '../answers.ts';
import { type Route, route } from '../route.ts';
import {
  accountText,
  day,
  line,
  noParams,
  nothing,
  numberCursor,
  withoutUndefined,
} from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const listId = z.object({ id: z.string().regex(/^[a-z0-9-]{2,40}$/) });
const changesMax = 5_000;
const partyLengthMax = 300;

/** Lists: age, failures, changes, and who is on them. */
export function listRoutes(services: ApiServices): Route[] {
  return [
    statusRoute(services),
    refreshRoute(services),
    changesRoute(services),
    listingsRoute(services),
    ownershipRoute(services),
  ];
}

function statusRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/lists',
    tag: 'lists',
    summary: 'Every list: publisher, version, sha256, age, counts, failures',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: noParams,
    query: noParams,
    body: nothing,
    answer: z.object({ items: z.array(z.object({ list: z.string() })).readonly() }),
    handle: async () => ({ items: await services.lists.status() }),
  });
}

function refreshRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/lists/{id}/refresh',
    tag: 'lists',
    summary: 'Renew a list from its publisher',
    roles: ['admin'],
    params: listId,
    query: noParams,
    body: nothing,
    status: 202,
    answer: z.object({ list: z.string(), state: z.literal('requested') }),
    handle: async ({ params }) => {
      await services.lists.refresh(params.id);
      return { list: params.id, state: 'requested' as const };
    },
  });
}

function changesRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/lists/{id}/changes',
    tag: 'lists',
    summary: 'What was added to, changed in and removed from a list',
    roles: ['admin', 'analyst', 'auditor'],
    params: listId,
    query: z.strictObject({
      since: z.iso.datetime().optional(),
      cursor: numberCursor.optional(),
      limit: z.coerce.number().int().min(1).max(changesMax).default(1_000),
    }),
    body: nothing,
    answer: z.object({
      items: z.array(z.object({ kind: z.string() })).readonly(),
      truncated: z.boolean(),
      nextCursor: z.string().optional(),
    }),
    handle: async ({ params, query: { since, cursor: after, limit } }) => {
      const asked = { list: params.id, limit: limit + 1, ...withoutUndefined({ since, after }) };
      const found = await services.lists.changes(asked);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return found.length > limit && last
        ? { items, truncated: true, nextCursor: String(last.id) }
        : { items, truncated: false };
    },
  });
}

function ownershipRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/ownership',
    tag: 'lists',
    summary: 'The 50 percent rule for a party `list:uid`, or one that an import of owners names',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: noParams,
    query: z.strictObject({ party: line(partyLengthMax) }),
    body: nothing,
    answer: z.object({
      party: z.string(),
      state: z.enum(['blocked', 'not-blocked', 'not-evaluated']),
      percent: z.string(),
      blockedOwners: z.array(z.object({ owner: z.string(), percent: z.string().optional() })),
    }),
    handle: async ({ query }) => {
      const { party, state, microPercent, blockedOwners } = await services.lists.ownership(
        query.party,
      );
      const owners = blockedOwners.map((one) => ({
        owner: one.owner,
        ...(one.microPercent === undefined ? {} : { percent: percentOf(one.microPercent) }),
      }));
      return { party, state, percent: percentOf(microPercent), blockedOwners: owners };
    },
  });
}

const percentOf = (microPercent: number): string => formatDecimal(BigInt(microPercent), 6);

function listingsRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/listings',
    tag: 'lists',
    summary: 'Listings of an account, now or as of a date',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: noParams,
    query: z.strictObject({
      account: accountText,
      asOf: day.optional(),
      knownAt: z.iso.datetime().optional(),
    }),
    body: nothing,
    answer: z.object({ items: z.array(match).readonly() }),
    handle: async ({ query }) => {
      const { account, asOf, knownAt } = query;
      const when = { ...(asOf ? { asOf } : {}), ...(knownAt ? { knownAt } : {}) };
      return { items: await services.lists.listings(readAccountId(account), when) };
    },
  });
}
