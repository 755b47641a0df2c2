import { z } from 'zod';
import { endpoint, flow, flowResult } from './flow-answer.ts';

/** A flow as lists show it. */
export const flowBrief = flow.extend({
  result: flowResult
    .pick({
      ...{ seed: true, flag: true, listedLowerBase: true, listedUpperBase: true },
      ...{ completeness: true, tracedAt: true },
    })
    .extend({
      endpointCount: z.number(),
      listed: z.array(endpoint).readonly().describe('The ends at listed accounts'),
    })
    .optional(),
});
