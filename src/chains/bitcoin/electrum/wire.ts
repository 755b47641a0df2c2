import { z } from 'zod';
import { wireHeight, wireId } from '../wire.ts';

/** The wire types of the Electrum protocol 1.4: https://electrumx.readthedocs.io/en/latest/protocol.html. */

export const wireTip = z.object({ height: wireHeight });
/** A transaction that waits has the height 0, or −1 where it spends one that waits. */
export const wireHistory = z.array(z.object({ tx_hash: wireId, height: z.int() }));
export const wireMerkle = z.object({
  pos: z.int().nonnegative(),
  merkle: z.array(wireId).max(64),
});
export const wireVersion = z.array(z.string());

const wireError = z.union([
  z.object({ code: z.int().optional(), message: z.string() }),
  z.string().transform((message) => ({ code: undefined, message })),
]);
/** One line from the server: an answer, or a notification, which has no id. */
export const wireLine = z.object({
  id: z.int().nullish(),
  method: z.string().optional(),
  result: z.unknown().optional(),
  error: wireError.nullish(),
});
export type WireLine = z.infer<typeof wireLine>;
