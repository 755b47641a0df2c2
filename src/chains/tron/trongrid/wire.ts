import { z } from 'zod';

/** The lists of TronGrid's API v1: https://developers.tron.network/reference/trongrid-v1-api-overview. */

const hex64 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/)
  .toLowerCase();
const base58 = z.string().regex(/^T[1-9A-HJ-NP-Za-km-z]{33}$/);
const timestampMs = z.int().nonnegative();

/** A page names the next one by its fingerprint; the last has none. Its links are not followed. */
export function page<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    success: z.literal(true),
    meta: z.object({ fingerprint: z.string().max(4_096).optional() }).optional(),
  });
}

/** A transaction, or an internal one, which names the transaction that made it `tx_id`. */
export const transactionRow = z.union([
  z
    .object({ txID: hex64, block_timestamp: timestampMs, blockNumber: z.int().optional() })
    .transform(({ txID, block_timestamp, blockNumber }) => ({
      ...{ tx: txID, timestampMs: block_timestamp, height: blockNumber },
    })),
  z
    .object({ tx_id: hex64, block_timestamp: timestampMs })
    .transform(({ tx_id, block_timestamp }) => ({
      ...{ tx: tx_id, timestampMs: block_timestamp, height: undefined },
    })),
]);

/** A TRC-20 transfer or approval. It has no place among the logs. */
export const tokenRow = z.object({
  transaction_id: hex64,
  token_info: z.object({ address: base58.optional() }).default({}),
  block_timestamp: timestampMs,
  from: base58,
  to: base58,
  type: z.string(),
  value: z.string().regex(/^\d{1,78}$/),
});
export type TokenRow = z.infer<typeof tokenRow>;

/** An event of a contract. Its arguments are by place and by name; an address has no 41 before it. */
export const eventRow = z.object({
  block_number: z.int().nonnegative(),
  block_timestamp: timestampMs,
  contract_address: base58,
  event_index: z.int().nonnegative(),
  event_name: z.string(),
  /** Such as `AddedBlackList(address indexed _user)`. */
  event: z.string().max(1_000).optional(),
  result: z.record(z.string(), z.unknown()),
  transaction_id: hex64,
});
export type EventRow = z.infer<typeof eventRow>;
