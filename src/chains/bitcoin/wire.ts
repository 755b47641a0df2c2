import { z } from 'zod';
import { parseDecimal } from '../../domain/amount.ts';

/** The wire types of Bitcoin Core's JSON-RPC: https://developer.bitcoin.org/reference/rpc/. */

/** An id of a block or transaction. */
export const wireId = z.string().regex(/^[0-9a-f]{64}$/);
export const wireHeight = z.int().nonnegative();
export const wireHex = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/)
  .transform((text) => Buffer.from(text, 'hex'));

/** Coins with a point, which the transport hands on as texts, so that none is ever a double. */
const wireAmount = z.union([z.string(), z.int()]).transform((given) => parseDecimal(`${given}`, 8));

/** What is asked of `getrawtransaction` in words; a transaction that waits has no block. */
export const wirePlace = z.object({ blockhash: wireId.nullish() });
/** `mediantime` as BIP-113 has it. */
export const wireTimedHeader = z.object({ mediantime: z.int().nonnegative() });
export const wireBlockHeader = z.object({ height: wireHeight, confirmations: z.int() });

const wirePrevout = z.object({ value: wireAmount, scriptPubKey: z.object({ hex: z.string() }) });

/** `getblock` with verbosity 3 (Core 23 and newer); older nodes leave `prevout` out. */
export const wireSpendingBlock = z.object({
  tx: z.array(
    z.object({
      vin: z.array(
        z.object({
          txid: wireId.optional(),
          vout: z.int().nonnegative().optional(),
          prevout: wirePrevout.optional(),
        }),
      ),
    }),
  ),
});
export type WireSpendingBlock = z.infer<typeof wireSpendingBlock>;
