import { z } from 'zod';
import { address, hash } from '../wire.ts';

/** Blockscout's REST API v2: https://docs.blockscout.com/api-reference. Newest rows come first. */

const party = z.object({ hash: address }).nullish();
const nextPage = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A page names the next one by parameters; the last has none. */
export function page<Row extends z.ZodType>(row: Row) {
  return z.object({ items: z.array(row), next_page_params: nextPage.nullish() });
}

/** A transaction of an account. Older versions call the height `block`. */
export const transactionItem = z
  .object({ hash, block_number: z.int().nullish(), block: z.int().nullish() })
  .transform(({ hash: tx, block_number, block }) => ({
    tx,
    height: block_number ?? block ?? null,
  }));

/** A token transfer or an internal transaction of an account. */
export const partItem = z
  .object({ transaction_hash: hash, block_number: z.int().nullish(), block: z.int().nullish() })
  .transform(({ transaction_hash: tx, block_number, block }) => ({
    ...{ tx, height: block_number ?? block ?? null },
  }));

/** A withdrawal of a validator; unlike nodes it gives the amount in wei. */
export const withdrawalItem = z
  .object({
    index: z.int().nonnegative(),
    receiver: z.object({ hash: address }),
    block_number: z.int().nonnegative(),
    amount: z
      .string()
      .regex(/^\d{1,78}$/)
      .transform((text) => BigInt(text)),
  })
  .transform(({ index, receiver, block_number: height, amount: amountBase }) => ({
    ...{ index, address: receiver.hash, amountBase, height, blockNumber: height },
  }));
export type WithdrawalItem = z.infer<typeof withdrawalItem>;

export const internalItem = z.object({
  /** Place in the trace; the transaction itself is 0. */
  index: z.int().nonnegative(),
  success: z.boolean(),
  error: z.string().nullish(),
  type: z.string(),
  from: z.object({ hash: address }),
  to: party,
  created_contract: party,
  value: z
    .string()
    .regex(/^\d{1,78}$/)
    .transform((text) => BigInt(text)),
});
export type InternalItem = z.infer<typeof internalItem>;
