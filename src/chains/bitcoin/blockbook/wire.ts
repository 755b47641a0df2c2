import { z } from 'zod';
import { wireHeight, wireHex, wireId } from '../wire.ts';

/** The wire types of Blockbook: https://github.com/trezor/blockbook/blob/master/docs/api.md. */

export const wireStatus = z.object({ blockbook: z.object({ bestHeight: wireHeight }) });
export const wireBlockIndex = z.object({ blockHash: wireId });
export const wireRawBlock = z.object({ hex: wireHex });

/** A transaction that waits has no block, and −1 or 0 for its height. */
export const wireTransaction = z.object({
  hex: wireHex.optional(),
  blockHash: wireId.optional(),
  blockHeight: z.int(),
});

/** Who spent an output is told by servers with the extended index alone. */
export const wireSpends = z.object({
  vout: z.array(
    z.object({
      n: z.int().nonnegative(),
      spent: z.boolean().optional(),
      spentTxId: wireId.optional(),
      spentHeight: z.int().optional(),
    }),
  ),
});

/** A page of an account's transactions, the newest first; absent when it has none in the range. */
export const wireAccount = z.object({
  page: z.int().positive().optional(),
  totalPages: z.int().nonnegative().optional(),
  transactions: z.array(z.object({ txid: wireId, blockHeight: z.int() })).optional(),
});
