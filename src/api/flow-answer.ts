import { z } from 'zod';
import { traceDirections } from '../domain/flow.ts';
import { flowStates } from '../flows/flow-row.ts';
import { clusterFacts, completeness, match } from './answers.ts';
import { conversion, declaredEnd } from './conversion-answer.ts';

const bounds = z.object({ lowerBase: z.bigint(), upperBase: z.bigint(), method: z.string() });
export const endpoint = z.object({
  kind: z.string(),
  account: z.string(),
  asset: z.string(),
  amountBase: z.bigint(),
  seedUnits: z.bigint(),
  bounds: bounds.optional(),
  spread: z.object({ leastBase: z.bigint(), greatestBase: z.bigint() }).optional(),
  usd: z.object({ value: z.string(), source: z.string(), at: z.string() }).optional(),
  usdMissing: z.string().optional(),
  hops: z.number(),
  byMethod: z.record(z.string(), z.bigint()),
  coins: z.array(z.string()).readonly().optional(),
  coinCount: z.number().optional(),
  anonymitySet: z.number().optional(),
  mixes: z
    .array(z.object({ protocol: z.string(), rule: z.string() }))
    .readonly()
    .optional(),
  matches: z.array(match).readonly(),
  declared: z
    .array(declaredEnd.extend({ matches: z.array(match).readonly() }))
    .readonly()
    .optional(),
});
export const hop = z.object({
  tx: z.string(),
  transferKey: z.string(),
  height: z.number(),
  time: z.string(),
  from: z.string(),
  to: z.string(),
  asset: z.string(),
  amountBase: z.bigint(),
});
const path = z.object({
  rule: z.string(),
  to: z.string(),
  hops: z.array(hop).readonly(),
  widthBase: z.bigint(),
});

const peeledCoin = z.object({
  coin: z.string(),
  account: z.string().optional(),
  amountBase: z.bigint(),
});
const peelFinding = z.object({
  chain: z.string(),
  start: z.string(),
  length: z.number(),
  peeledBase: z.bigint(),
  peels: z.array(peeledCoin).readonly(),
  rest: peeledCoin,
  cut: z.boolean(),
});

const lookAlike = z.object({
  account: z.string(),
  lookAlike: z.string(),
  imitates: z.string(),
  transferKey: z.string(),
  transfers: z.number(),
});

const limits = z
  .object({
    minimumBase: z.bigint(),
    hopsMax: z.number(),
    horizonDays: z.number(),
    transfersMax: z.number(),
    potsMax: z.number(),
  })
  .partial();

const seed = z.object({
  kind: z.enum(['payout', 'transaction', 'wallet']),
  ref: z.string().describe('Id of the payout, hash of the transaction, or account'),
  transferKeys: z.array(z.string()).readonly(),
  chain: z.string(),
  asset: z.string(),
  amountBase: z.bigint(),
  payer: z.string(),
  payee: z.string(),
  lastHeight: z.number(),
});

/** What was asked for, as it was read: accounts and assets are spelled as ids. */
const request = z.object({
  seed: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('payout'),
      payoutId: z.string(),
      chain: z.string(),
      tx: z.string(),
      transferKey: z.string(),
      payer: z.string().optional(),
    }),
    z.object({
      kind: z.literal('transaction'),
      chain: z.string(),
      tx: z.string(),
      asset: z.string().optional(),
      to: z.string().optional(),
    }),
    z.object({
      kind: z.literal('wallet'),
      account: z.string(),
      asset: z.string(),
      side: z.enum(['receipts', 'payments']),
      fromHeight: z.number().optional(),
      toHeight: z.number().optional(),
    }),
  ]),
  direction: z.enum(traceDirections).optional(),
  method: z.string(),
  methods: z.array(z.string()).readonly(),
  limits: z.union([z.literal('none'), limits]),
  pathsMax: z.number().optional(),
});

export const flowResult = z.object({
  seed,
  flag: z.enum(['certain', 'attributed', 'possible']).optional(),
  endpoints: z.array(endpoint).readonly(),
  paths: z.array(path).readonly(),
  conversions: z.array(conversion.extend({ matches: z.array(match).readonly() })).readonly(),
  peelChains: z.array(peelFinding).readonly(),
  lookAlikes: z.object({ found: z.number(), shown: z.array(lookAlike).readonly() }),
  clusterHits: z.array(z.object({ account: z.string(), cluster: clusterFacts })).readonly(),
  listedLowerBase: z.bigint(),
  listedUpperBase: z.bigint(),
  completeness,
  tracedAt: z.string(),
});

export const flow = z.object({
  id: z.string(),
  request,
  direction: z.enum(traceDirections),
  state: z.enum(flowStates),
  payoutId: z.string().optional(),
  createdAt: z.string(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  result: flowResult.optional(),
});
