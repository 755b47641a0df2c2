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
  gasPriceWei: storedBase.optional(),
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

const windowLook = z.object({
  arrival: z.string(),
  isOpen: z.boolean(),
  read: z.array(
    z.object({
      chain: z.string(),
      fromHeight: z.number(),
      toHeight: z.number(),
      accounts: z.array(z.string()),
    }),
  ),
  endUnknown: z.array(z.string()),
  unread: z.array(z.string()),
});

const payment = z.object({
  tx: z.string(),
  height: z.number(),
  time: z.string(),
  from: z.string(),
  asset: z.string(),
  amountBase: storedBase,
});

const pricedTransfer = z.object({
  key: z.string(),
  customer: z.string(),
  asset: z.string(),
  time: z.string(),
  usdMicros: storedBase,
});

/** What may have answered one arrival. Without a finding nothing was concluded. */
const arrival = z.object({
  arrival: payment,
  basis,
  method: z.literal('amount-time'),
  finding: z
    .object({
      state: z.enum(['candidate', 'ambiguous', 'none']),
      considered: z.number(),
      candidate: z
        .object({
          deposit: pricedTransfer,
          payout: pricedTransfer,
          score: z.number(),
          runnerUp: z.number(),
        })
        .optional(),
    })
    .optional(),
  payout: payment.extend({ chain: z.string(), to: z.string() }).optional(),
  looked: windowLook,
  completeness,
});

const swapperLook = z.object({
  account: z.string(),
  accounts: z.array(z.string()),
  truncated: z.boolean(),
});

const priceLook = z.object({
  asset: z.string(),
  at: z.string(),
  answer: z.object({
    state: z.enum(['known', 'unknown']),
    usdPerUnit: z.string().optional(),
    source: z.string().optional(),
    at: z.string().optional(),
    reason: z.string().optional(),
  }),
});

/** Candidates behind the walls of one flow: inferred, and no part of the flow. */
export const candidates = inquiry(
  z.object({
    flowId: z.string(),
    basis,
    mixers: z.array(pool),
    swappers: z.array(
      swapperLook.extend({ asset: z.string(), arrivals: z.array(arrival), completeness }),
    ),
    completeness,
    looked: z.object({
      pools: z.array(poolLook),
      swappers: z.array(swapperLook),
      windows: z.array(windowLook),
      prices: z.array(priceLook),
    }),
    inputs: inquiryInputs,
  }),
);
