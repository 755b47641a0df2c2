import { z } from 'zod';
import { completeness } from './answers.ts';
import { inquiry, inquiryInputs, storedBase } from './inquiry-answer.ts';

const basis = z.literal('inferred');

/** An entry or exit of a pool: that it took place is a fact, that two belong together is not. */
const mixerFact = z.object({
  protocol: z.string(),
  direction: z.enum(['entry', 'exit']),
  chain: z.string(),
  tx: z.string(),
  height: z.number(),
  time: z.string(),
  position: z.number(),
  pool: z.string(),
  account: z.string().optional(),
  asset: z.string().optional(),
  amountBase: storedBase.optional(),
  relayer: z.string().optional(),
  feeBase: storedBase.optional(),
});

const poolLook = z.object({
  pool: z.string(),
  asset: z.string(),
  fromHeight: z.number(),
  toHeight: z.number(),
  unread: z.number(),
});

/** Exits of one pool that may be of the wage. Without `entries` nothing was concluded. */
const pool = z.object({
  account: z.string(),
  asset: z.string(),
  looked: poolLook.optional(),
  entries: z.number().optional(),
  exits: z.number().optional(),
  flowEntries: z.number().optional(),
  anonymitySetIs: z.enum(['exact', 'at-least']).optional(),
  candidates: z.array(
    z.object({
      basis,
      entry: mixerFact,
      exit: mixerFact,
      signals: z.array(z.string()),
      anonymitySet: z.number(),
    }),
  ),
  completeness,
});

/** Candidates behind the walls of one flow: inferred, and no part of the flow. */
export const candidates = inquiry(
  z.object({
    flowId: z.string(),
    basis,
    mixers: z.array(pool),
    completeness,
    looked: z.object({ pools: z.array(poolLook) }),
    inputs: inquiryInputs,
  }),
);
