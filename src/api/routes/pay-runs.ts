import { z } from 'zod';
import { readPayRunCsv } from '../../payroll/csv.ts';
import {
  amountPattern,
  type PayRunInput,
  paymentReferencePattern,
  payoutsMax,
  streamIdPattern,
} from '../../payroll/payout-input.ts';
import { submitPayRun } from '../../payroll/submit-pay-run.ts';
import { payout, screening } from '../answers.ts';
import { type Route, route } from '../route.ts';
import { accountText, country, name, noParams, ref, wallet } from '../schemas.ts';
import type { ApiServices } from '../services.ts';

const payoutBody = z
  .strictObject({
    ref,
    employerRef: ref,
    employerName: name.optional(),
    payeeRef: ref,
    payeeName: name.optional(),
    payeeCountry: country.optional(),
    method: z.enum(['wallet', 'bank', 'payment-service']).default('wallet'),
    wallet: wallet.optional(),
    asset: z.string().min(1).max(200).optional(),
    amount: z.string().regex(amountPattern, 'a decimal figure').optional(),
    dueAt: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
    paymentReference: z
      .string()
      .regex(paymentReferencePattern, 'up to 32 bytes as hex, with 0x')
      .optional(),
    stream: z
      .union(
        [
          z.strictObject({
            contract: accountText,
            id: z.string().regex(streamIdPattern, 'a number').describe('Number in the contract'),
          }),
          z.strictObject({
            contract: accountText.describe('A super token of Superfluid'),
            sender: accountText.describe('Who streams it to the payee'),
          }),
        ],
        'a contract, with either the id of its stream or the sender',
      )
      .optional(),
  })
  .refine(({ method, stream }) => method === 'wallet' || stream === undefined, {
    path: ['stream'],
    message: 'only a payout to a wallet comes out of a stream',
  });

const payRunBody = z.strictObject({ ref, payouts: z.array(payoutBody).min(1).max(payoutsMax) });

/** A pay run, as JSON or as CSV, with a decision for each payout at once. */
export function payRunRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/pay-runs',
    tag: 'payroll',
    summary: 'Submit a pay run; each payout is decided at once',
    roles: ['admin', 'payroll'],
    params: noParams,
    // Where the run is CSV its reference comes here.
    query: z.strictObject({ ref: ref.optional() }),
    body: payRunBody,
    csv: true,
    bodyBytesMax: 16 * 1024 * 1024,
    creates: true,
    status: 201,
    answer: z.object({
      id: z.string(),
      ref: z.string(),
      payouts: z.array(z.object({ payout, screening })).readonly(),
      errors: z
        .array(
          z.object({
            line: z.number(),
            column: z.string(),
            code: z.string(),
            message: z.string(),
          }),
        )
        .readonly(),
    }),
    handle: async ({ actor, query, body }) => {
      const input =
        typeof body === 'string' ? readPayRunCsv(runRef(query.ref), body) : fromJson(body);
      return await submitPayRun(services.payroll, actor, input);
    },
  });
}

function runRef(given: string | undefined): string {
  return given ?? `run-${new Date().toISOString()}`;
}

function fromJson(body: z.output<typeof payRunBody>): PayRunInput {
  return {
    ref: body.ref,
    payouts: body.payouts.map((payout, index) => ({ line: index + 1, payout })),
    errors: [],
  };
}
