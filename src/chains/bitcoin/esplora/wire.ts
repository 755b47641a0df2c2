import { z } from 'zod';
import { wireHeight, wireId } from '../wire.ts';

/** The wire types of Esplora: https://github.com/Blockstream/esplora/blob/master/API.md. */

export const wireStatus = z.discriminatedUnion('confirmed', [
  z.object({ confirmed: z.literal(true), block_height: wireHeight, block_hash: wireId }),
  z.object({ confirmed: z.literal(false) }),
]);

/** Of an output: whether a transaction spends it, and where that one is. */
export const wireOutspend = z.discriminatedUnion('spent', [
  z.object({ spent: z.literal(true), txid: wireId, status: wireStatus }),
  z.object({ spent: z.literal(false) }),
]);

/** Of a script: how many mined transactions it is in. */
export const wireScriptStats = z.object({
  chain_stats: z.object({ tx_count: z.int().nonnegative() }),
});

/** A page of transactions; of each only where it was mined, since the rest is read and checked. */
export const wireTransactions = z.array(z.object({ txid: wireId, status: wireStatus }));

export const wireMerkleProof = z.object({
  merkle: z.array(wireId).max(64),
  pos: z.int().nonnegative(),
});
