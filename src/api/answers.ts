import { z } from 'zod';

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

export const clusterFacts = z.object({
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
