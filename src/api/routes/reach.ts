import { z } from 'zod';
import { readPathsQuestion, readReachQuestion } from '../../flows/reach/ask-reach.ts';
import { completeness, serviceVerdict } from '../answers.ts';
import { hop } from '../flow-answer.ts';
import { inquiry, inquiryInputs, shownInquiry, storedBase } from '../inquiry-answer.ts';
import { type Route, route } from '../route.ts';
import { accountText, assetText, byId, chain, noParams, nothing } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const walletsMax = 100_000;
const listMax = 10_000;
/** A hundred thousand addresses of sixty letters, and the rest. */
const bodyBytesMax = 12 * 1024 * 1024;
const transfersMax = z.int().min(1).max(1_000_000).default(200_000);
const hopsMax = z.int().min(1).max(10).default(4);
const fromHeight = z.int().nonnegative().default(0);
const direction = z.enum(['from-list', 'to-list']);

const citedVerdicts = z.array(serviceVerdict.extend({ account: z.string() }));

const reach = inquiry(
  z.object({
    chain: z.string(),
    hopsMax: z.number(),
    fromHeight: z.number(),
    asset: z.string().optional(),
    wallets: z.number(),
    list: z.number(),
    directions: z.array(
      z.object({
        direction,
        within: z.array(z.object({ account: z.string(), hops: z.number() })),
        accountsReached: z.number(),
        servicesMet: z.number(),
        completeness,
        transfersDigest: z.string(),
        transferCount: z.number(),
      }),
    ),
    inputs: inquiryInputs
      .omit({ transfersDigest: true, transferCount: true })
      .extend({ serviceVerdicts: citedVerdicts }),
  }),
);

const storedHop = hop.extend({ amountBase: storedBase });

const paths = inquiry(
  z.object({
    chain: z.string(),
    from: z.string(),
    to: z.string(),
    asset: z.string(),
    hopsMax: z.number(),
    fromHeight: z.number(),
    shortest: z.array(storedHop).optional(),
    widest: z.array(storedHop).optional(),
    widthBase: storedBase.optional(),
    accountsReached: z.number(),
    servicesMet: z.number(),
    completeness,
    inputs: inquiryInputs,
  }),
);

/** Reach: who could have paid whom, over what the ledger holds. */
export function reachRoutes(services: ApiServices): Route[] {
  return [
    askReach(services),
    route({
      method: 'get',
      path: '/v1/reach/{id}',
      tag: 'reach',
      summary: 'The wallets within reach with their least hops, and what was not looked at',
      roles: ['admin', 'analyst', 'auditor'],
      params: byId,
      query: noParams,
      body: nothing,
      answer: reach,
      handle: async ({ actor, params }) =>
        shownInquiry(reach, await services.inquiries.get(actor, 'reach', params.id)),
    }),
    askPaths(services),
    route({
      method: 'get',
      path: '/v1/evidence-paths/{id}',
      tag: 'reach',
      summary: 'The shortest and the widest path between two wallets, transaction by transaction',
      roles: ['admin', 'analyst', 'auditor'],
      params: byId,
      query: noParams,
      body: nothing,
      answer: paths,
      handle: async ({ actor, params }) =>
        shownInquiry(paths, await services.inquiries.get(actor, 'evidence-paths', params.id)),
    }),
  ];
}

function askReach(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/reach',
    tag: 'reach',
    summary: 'Ask which of up to 100,000 wallets lie within some transfers of a list of accounts',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: z.strictObject({
      chain,
      wallets: z.array(accountText).min(1).max(walletsMax),
      list: z.array(accountText).min(1).max(listMax),
      directions: z.array(direction).min(1).max(2).default(['from-list', 'to-list']),
      asset: assetText.optional(),
      ...{ hopsMax, fromHeight, transfersMax },
    }),
    bodyBytesMax,
    creates: true,
    status: 202,
    answer: reach,
    handle: async ({ actor, body }) => {
      const question = await readReachQuestion(services.payroll.chains, body);
      return shownInquiry(reach, await services.inquiries.ask(actor, question));
    },
  });
}

function askPaths(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/evidence-paths',
    tag: 'reach',
    summary: 'Ask by which transfers value of one wallet could have reached another',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: z.strictObject({
      ...{ from: accountText, to: accountText, asset: assetText },
      ...{ hopsMax, fromHeight, transfersMax },
    }),
    creates: true,
    status: 202,
    answer: paths,
    handle: async ({ actor, body }) => {
      const question = readPathsQuestion(services.payroll.chains, body);
      return shownInquiry(paths, await services.inquiries.ask(actor, question));
    },
  });
}
