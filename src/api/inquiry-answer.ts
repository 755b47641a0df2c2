import { z } from 'zod';
import type { InquiryRow } from '../flows/inquiries/inquiry.ts';
import { completeness, listVersion, serviceVerdict } from './answers.ts';

/** A question that a worker answers. In its answer amounts are decimal strings. */
export function inquiry<Answer extends z.ZodType>(answer: Answer) {
  return z.object({
    id: z.string(),
    state: z.enum(['requested', 'reading', 'answered', 'failed']),
    createdAt: z.string(),
    answeredAt: z.string().optional(),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    answer: answer.optional(),
  });
}

/** Base units in an answer that was stored as JSON. */
export const storedBase = z.string().regex(/^\d{1,78}$/);

export const inquiryInputs = z.object({
  heights: z.record(z.string(), z.number()),
  listVersions: z.array(listVersion),
  serviceVerdicts: z.array(serviceVerdict.extend({ account: z.string() })),
  engineVersion: z.string(),
  transfersDigest: z.string(),
  transferCount: z.number(),
});

const exposureFigures = z.object({ amountBase: storedBase, shareMillionths: z.number() });

/** Exposure of one wallet in one asset. A direction without `totalBase` is not known. */
export const exposure = inquiry(
  z.object({
    account: z.string(),
    asset: z.string(),
    method: z.string(),
    fromHeight: z.number(),
    directions: z.array(
      z.object({
        direction: z.enum(['forward', 'backward']),
        completeness,
        totalBase: storedBase.optional(),
        categories: z
          .array(
            z.object({
              category: z.string(),
              direct: exposureFigures,
              indirect: exposureFigures,
              leastHops: z.number(),
            }),
          )
          .optional(),
        ends: z
          .array(
            z.object({
              account: z.string(),
              kind: z.string(),
              amountBase: storedBase,
              hops: z.number(),
              parties: z.array(z.string()),
            }),
          )
          .optional(),
        limits: z
          .object({
            minimumBase: storedBase,
            hopsMax: z.number(),
            transfersMax: z.number(),
            potsMax: z.number(),
          })
          .optional(),
      }),
    ),
    inputs: inquiryInputs.extend({
      /** What value went through, as flows show it, with amounts as decimal strings. */
      conversions: z.array(z.looseObject({ kind: z.string(), protocol: z.string() })).optional(),
    }),
  }),
);

/** What is shown of a question: its state and, once there is one, its answer as it was stored. */
export function shownInquiry<Shape extends z.ZodType>(
  _shape: Shape,
  row: InquiryRow,
): z.input<Shape> {
  const { id, state, createdAt, answeredAt, failure, answer } = row;
  const shown = {
    ...{ id, state, createdAt },
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(failure === undefined ? {} : { failure }),
    ...(answer === undefined ? {} : { answer }),
  };
  // CAST: answers of a kind are stored in the shape that its routes describe.
  return shown as z.input<Shape>;
}
