import { z } from 'zod';
import { traceDirections } from '../domain/flow.ts';
import { conversion, declaredEnd } from './conversion-answer.ts';

/** Shapes of answers. Amounts are bigint here and decimal strings in JSON. */
const reasons = z.array(z.object({ code: z.string(), message: z.string() }));
export const completeness = z.object({
  state: z.enum(['complete', 'incomplete']),
  reasons: reasons.readonly(),
});

export const listVersion = z.object({
  list: z.string(),
  publisher: z.string(),
  published: z.string(),
  sha256: z.string(),
  loadedAt: z.string(),
  records: z.number(),
  shipped: z.boolean(),
});

export const match = z.object({
  kind: z.string(),
  account: z.string(),
  listing: z.object({
    list: z.string(),
    effect: z.string(),
    jurisdiction: z.string(),
    uid: z.string(),
    party: z.string(),
    raw: z.string(),
    published: z.string(),
    until: z.string().optional(),
  }),
});

const names = z.object({
  matcherVersion: z.string(),
  completeness,
  matches: z
    .array(
      z.object({
        list: z.string(),
        uid: z.string(),
        party: z.string(),
        name: z.string(),
        score: z.number(),
        pieces: z.array(z.object({ kind: z.string(), effect: z.number() })).readonly(),
        dismissal: z.object({ id: z.string(), expiresAt: z.string() }).optional(),
      }),
    )
    .readonly(),
  findings: z
    .array(z.object({ id: z.string(), kind: z.string() }))
    .readonly()
    .optional(),
});

const ownership = z.object({
  chain: z.string(),
  tx: z.string(),
  height: z.number(),
  rule: z.string(),
  confidence: z.number(),
  grounds: z.array(z.string()).readonly().optional(),
  accounts: z.array(z.string()).readonly(),
});

const clusterFacts = z.object({
  confidenceMin: z.number(),
  members: z.number(),
  listedMembers: z.number(),
  listings: z
    .array(
      z.object({
        match,
        listedAccount: z.string(),
        evidence: z.array(ownership).readonly(),
        confidence: z.number(),
      }),
    )
    .readonly(),
  completeness,
});

export const clusterPage = z.object({
  account: z.string(),
  facts: clusterFacts,
  members: z.array(z.string()).readonly(),
  evidence: z.array(ownership).readonly(),
  evidenceTruncated: z.boolean(),
  splits: z
    .array(
      z.object({
        chain: z.string(),
        tx: z.string(),
        reason: z.string(),
        actor: z.string(),
        at: z.string(),
      }),
    )
    .readonly(),
  nextCursor: z.string().optional(),
});

export const screening = z.object({
  id: z.string(),
  facts: z.object({
    subject: z.object({ given: z.string() }),
    matches: z.array(match).readonly(),
    lists: completeness,
    tracing: completeness,
    listVersions: z.array(listVersion).readonly(),
    cluster: clusterFacts.optional(),
    names: names.optional(),
  }),
  verdict: z.object({
    decision: z.enum(['allow', 'review', 'block']),
    risk: z.enum(['severe', 'high', 'medium', 'low', 'none', 'unknown']),
    rule: z.string(),
    policyRevision: z.string(),
    reasons: z.array(z.string()).readonly(),
  }),
  source: z.string(),
  at: z.string(),
  engineVersion: z.string(),
});

const stream = z.union([
  z.object({ contract: z.string(), id: z.string() }),
  z.object({ contract: z.string(), sender: z.string() }),
]);
const settlement = z.object({
  chain: z.string(),
  tx: z.string(),
  transferKey: z.string().optional(),
  source: z.enum(['caller', 'watched']),
  state: z.enum(['announced', 'confirmed', 'ambiguous', 'mismatch', 'streaming', 'withdrawn']),
  at: z.string(),
  note: z.string().optional(),
  height: z.number().optional(),
  payer: z.string().optional(),
  via: z.array(z.string()).readonly().optional(),
  given: z.object({ asset: z.string(), amountBase: z.bigint() }).optional(),
  stream: stream.optional(),
  paymentReference: z.string().optional(),
});

export const payout = z.object({
  id: z.string(),
  payRunId: z.string(),
  ref: z.string(),
  employerRef: z.string(),
  payeeRef: z.string(),
  method: z.string(),
  state: z.string(),
  decision: z.enum(['allow', 'review', 'block']).optional(),
  wallet: z
    .object({ given: z.string(), account: z.string().optional(), memo: z.string().optional() })
    .optional(),
  asset: z.string().optional(),
  amountBase: z.bigint().optional(),
  declared: z.object({ asset: z.string().optional(), amount: z.string().optional() }).optional(),
  dueAt: z.string().optional(),
  paymentReference: z.string().optional(),
  stream: stream.optional(),
  settlement: settlement.optional(),
  screeningId: z.string().optional(),
  flowId: z.string().optional(),
});

export const alert = z.object({
  id: z.string(),
  kind: z.string(),
  severity: z.string(),
  title: z.string(),
  subject: z.object({ type: z.string(), id: z.string() }),
  state: z.enum(['open', 'investigating', 'closed']),
  createdAt: z.string(),
});

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

export const flowResult = z.object({
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
  direction: z.enum(traceDirections),
  state: z.string(),
  payoutId: z.string().optional(),
  createdAt: z.string(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  result: flowResult.optional(),
});

const label = z.object({
  id: z.string(),
  account: z.string(),
  name: z.string(),
  category: z.string(),
  entity: z.string().optional(),
  source: z.string(),
  reference: z.string().optional(),
  confidence: z.number(),
  date: z.string(),
  expires: z.string().optional(),
  importedAt: z.string(),
});

/** What sources say of an account, and where they differ. */
export const accountLabels = z.object({
  account: z.string(),
  current: z.array(label).readonly(),
  past: z.array(label).readonly(),
  conflicts: z.array(z.string()).readonly(),
});

export const serviceVerdict = z.object({
  kind: z.string(),
  evidence: z.string(),
  asOfBlock: z.number(),
  source: z.enum(['label', 'inferred']),
});
