import { z } from 'zod';
import { WagetraceError } from '../domain/errors.ts';

const id = z.uuid();
const name = z.string().min(1).max(200);

/** What each queue carries. A payload that does not fit is a defect that must be seen. */
export const payloads = {
  follow: z.object({
    kind: z.literal('follow'),
    organisationId: id,
    flowId: id,
    attempt: z.int().positive(),
  }),
  inquire: z.object({
    kind: z.literal('inquire'),
    organisationId: id,
    inquiryId: id,
    attempt: z.int().positive(),
  }),
  settle: z.object({ kind: z.literal('settle'), organisationId: id, payoutId: id, tx: name }),
  rescreen: z.object({
    kind: z.literal('rescreen'),
    organisationId: id,
    list: name,
    versionId: z.int().nonnegative(),
  }),
  'rescreen-names': z.object({
    kind: z.literal('rescreen-names'),
    organisationId: id,
    matcherVersion: name,
  }),
  'refresh-list': z.object({ kind: z.literal('refresh-list'), list: name, requestId: name }),
  look: z.object({
    kind: z.literal('look'),
    organisationId: id,
    flowId: id,
    look: z.int().nonnegative(),
  }),
  visit: z.object({
    kind: z.literal('visit'),
    organisationId: id,
    monitorId: id,
    visit: z.int().nonnegative(),
  }),
  ingest: z.object({ chain: name }),
  read: z.object({ readingId: id }),
  upkeep: z.object({ task: z.enum(['sweep', 'watch', 'lists', 'freezes']) }),
} as const;

export type Payload<Name extends keyof typeof payloads> = z.infer<(typeof payloads)[Name]>;

/** Reads a payload. Throws `job.bad-payload`, which is never tried again and stays to be seen. */
export function readPayload<Name extends keyof typeof payloads>(
  queue: Name,
  data: unknown,
): Payload<Name> {
  const read = payloads[queue].safeParse(data);
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new WagetraceError('job.bad-payload', 'The payload of a job cannot be understood', {
      details: { queue, wrong },
      cause: read.error,
    });
  }
  // CAST: the schema was chosen by the same name as the type.
  return read.data as Payload<Name>;
}
