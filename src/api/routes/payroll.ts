import { z } from 'zod';
import { putEmployer } from '../../payroll/employers.ts';
import { putPayee } from '../../payroll/payees.ts';
import { screening } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { accountText, byRef, country, day, name, noParams, ref, wallet } from '../schemas.ts';
import type { ApiServices } from '../services.ts';
import { payRunRoute } from './pay-runs.ts';
import { payoutRoutes } from './payouts.ts';

/** HMACs of attributes that a payee may have. */
const attributesMax = 32;

/** Employers, payees, pay runs and payouts. */
export function payrollRoutes(services: ApiServices): Route[] {
  return [
    employerRoute(services),
    payeeRoute(services),
    payRunRoute(services),
    ...payoutRoutes(services),
  ];
}

function employerRoute(services: ApiServices): Route {
  return route({
    method: 'put',
    path: '/v1/employers/{ref}',
    tag: 'payroll',
    summary: 'Create or change an employer',
    roles: ['admin', 'payroll'],
    params: byRef,
    query: noParams,
    body: z.strictObject({
      name,
      country: country.optional(),
      payerAccounts: z.array(accountText).max(100).optional(),
    }),
    answer: z.object({ ref: z.string(), name: z.string() }),
    handle: async ({ actor, params, body }) =>
      await putEmployer(services.payroll, actor, params.ref, body),
  });
}

function payeeRoute(services: ApiServices): Route {
  return route({
    method: 'put',
    path: '/v1/payees/{ref}',
    tag: 'payroll',
    summary: 'Create or replace a payee; a change of wallet is recorded and screened',
    roles: ['admin', 'payroll'],
    params: byRef,
    query: noParams,
    body: z.strictObject({
      employerRef: ref,
      name,
      country: country.optional(),
      dateOfBirth: day.optional(),
      startDate: day.optional(),
      attributeHashes: z
        .record(z.string().max(64), z.string().regex(/^[0-9a-f]{64}$/, 'an HMAC-SHA256 in hex'))
        .refine((hashes) => Object.keys(hashes).length <= attributesMax, 'too many attributes')
        .optional(),
      wallet: wallet.optional(),
    }),
    answer: z.object({
      payee: z.object({ ref: z.string() }),
      screening: screening.optional(),
    }),
    handle: async ({ actor, params, body }) =>
      await putPayee(services.payroll, actor, params.ref, body),
  });
}
