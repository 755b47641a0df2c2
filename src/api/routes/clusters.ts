import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { clusterPage } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { accountText, noParams, nothing, pageLimit, reason, txHash } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const params = z.object({ account: accountText });
const done = z.object({ account: z.string(), tx: z.string() });

/** Accounts that share an owner with a wallet, and what analysts do not accept of the evidence. */
export function clusterRoutes({ clusters, clusterSplits }: ApiServices): Route[] {
  const change = (verb: 'split' | 'rejoin', summary: string): Route =>
    route({
      method: 'post',
      path: `/v1/wallets/{account}/cluster/${verb}`,
      tag: 'wallets',
      summary,
      roles: ['admin', 'analyst'],
      params,
      query: noParams,
      body: z.strictObject({ tx: txHash, reason }),
      answer: done,
      creates: true,
      status: 201,
      handle: async ({ actor, params: { account: text }, body }) => {
        const [account, tx] = [readAccountId(text), body.tx.toLowerCase()];
        await clusterSplits[verb](actor, { account, tx, reason: body.reason });
        return { account, tx };
      },
    });
  return [
    route({
      method: 'get',
      path: '/v1/wallets/{account}/cluster',
      tag: 'wallets',
      summary:
        'Accounts that share an owner with a wallet, by which evidence, and who of them is listed',
      roles: ['admin', 'analyst', 'auditor'],
      params,
      query: z.strictObject({
        cursor: accountText.optional(),
        limit: pageLimit,
        confidenceMin: z.coerce.number().min(0).max(1).optional(),
      }),
      body: nothing,
      answer: clusterPage,
      handle: async ({ actor, params: { account }, query: { cursor, limit, confidenceMin } }) =>
        await clusters.page(actor, readAccountId(account), { after: cursor, limit, confidenceMin }),
    }),
    change('split', 'Take a transaction no longer for proof that its accounts share an owner'),
    change('rejoin', 'Take a split back'),
  ];
}
