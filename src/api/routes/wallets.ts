import { z } from 'zod';
import { readAccountId } from '../../accounts/account.ts';
import { walletProfile } from '../../payroll/wallet-profile.ts';
import {
  accountLabels,
  completeness,
  match,
  payout,
  screening,
  serviceVerdict,
} from '../answers.ts';
import { flow } from '../flow-answer.ts';
import { exposure, shownInquiry } from '../inquiry-answer.ts';
import { type Route, route } from '../route.ts';
import { accountText, day, nothing } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** What is known of one wallet. */
export function walletRoutes(services: ApiServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/wallets/{account}',
      tag: 'wallets',
      summary:
        'Listings of a wallet now and as of a date, whose it is, and what you have to do with it',
      roles: ['admin', 'analyst', 'auditor'],
      params: z.object({ account: accountText }),
      query: z.strictObject({ asOf: day.optional(), knownAt: z.iso.datetime().optional() }),
      body: nothing,
      answer: z.object({
        account: z.string(),
        listings: z.array(match).readonly(),
        listingsNow: z.array(match).readonly(),
        labels: accountLabels,
        verdict: serviceVerdict.optional(),
        payees: z
          .array(
            z.object({
              ref: z.string(),
              employerRef: z.string(),
              name: z.string(),
              current: z.boolean(),
            }),
          )
          .readonly(),
        screenings: z.array(screening).readonly(),
        payouts: z.array(payout).readonly(),
        flows: z.array(flow.omit({ request: true, failure: true, result: true })).readonly(),
        exposures: z.array(exposure).readonly(),
        tracing: completeness,
      }),
      handle: async ({ actor, params, query }) => {
        const account = readAccountId(params.account);
        const when = {
          ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
          ...(query.knownAt === undefined ? {} : { knownAt: query.knownAt }),
        };
        const profile = await walletProfile(services.payroll, actor, account, when);
        const exposures = profile.exposures.map((row) => shownInquiry(exposure, row));
        return { ...profile, exposures };
      },
    }),
  ];
}
