import type { CrowdEnd, CrowdRequest } from './crowd-request.ts';
import { exactPass } from './exact-pass.ts';
import { widePass } from './wide-pass.ts';

/**
 * Follows thousands of seeds by fifo in one pass over the transfers, and gives each what it would
 * get alone: under fifo the place of a unit in a queue does not depend on whose it is. For
 * questions about many wages at once, where limits and bounds are not asked for: `trace` answers
 * those. Doubles where they are exact, else bigints, with the same result; by seed, then pot.
 */
export function followCrowd(request: CrowdRequest): readonly CrowdEnd[] {
  const { columns, openings, seeds } = request;
  const isExact = columns.amount.sum + openings.sum <= BigInt(Number.MAX_SAFE_INTEGER);
  const amounts = columns.amount.exact;
  const ends =
    isExact && amounts && openings.exact
      ? exactPass(request, { amounts, openings: openings.exact })
      : [...seeds.keys()].flatMap((seed) => widePass(request, seed));
  return ends.sort((a, b) => a.seed - b.seed || a.pot - b.pot);
}
