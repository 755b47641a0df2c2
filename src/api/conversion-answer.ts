import { z } from 'zod';

/** Shapes of what a flow says of conversions. Amounts are bigint here and decimal strings in JSON. */
const side = z.object({
  chain: z.string(),
  tx: z.string(),
  time: z.string(),
  account: z.string(),
  asset: z.string(),
  amountBase: z.bigint(),
  transferKeys: z.array(z.string()).readonly(),
});

/** Where a bridge was told to pay; the chain and the recipient as far as its event tells them. */
export const declaredEnd = z.object({
  chain: z.string().optional(),
  chainRaw: z.string().optional(),
  recipient: z
    .object({
      account: z.string().optional(),
      raw: z.string(),
      family: z.string(),
      tokenAccount: z.literal(true).optional(),
    })
    .optional(),
});

export const conversion = z.object({
  kind: z.enum(['swap', 'bridge']),
  protocol: z.string(),
  source: side,
  destinations: z
    .array(
      side.extend({
        method: z.enum(['exact-id', 'derived-id', 'structured', 'amount-time']),
        confidence: z.enum(['certain', 'high', 'medium', 'low']),
        refund: z.boolean(),
        weight: z.bigint().optional(),
      }),
    )
    .readonly(),
  fees: z
    .array(z.object({ asset: z.string(), amountBase: z.bigint(), to: z.string().optional() }))
    .readonly(),
  declared: declaredEnd.optional(),
  pending: z
    .object({
      reason: z.enum(['not-seen', 'ambiguous', 'unsupported-chain', 'many-to-many']),
      amountBase: z.bigint().optional(),
      asset: z.string().optional(),
      weight: z.bigint().optional(),
    })
    .optional(),
  tracedBase: z.bigint(),
  seedUnits: z.bigint(),
  pendingBase: z.bigint(),
  pendingUnits: z.bigint(),
});
