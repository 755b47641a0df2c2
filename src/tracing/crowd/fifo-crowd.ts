import type { CrowdEnd, CrowdPass, CrowdRequest } from './crowd-request.ts';
import { exactPass } from './exact-pass.ts';
import { widePass } from './wide-pass.ts';

/**
 * Follows thousands of seeds by fifo in as few passes over the transfers as can be, and gives each
 * what it would get alone: under fifo the place of a unit in a queue does not depend on whose it
 * is. Only seeds of which one's transfer carries another's value cannot share a pass; they take
 * turns. For questions about many wages at once, where limits and bounds are not asked for:
 * `trace` answers those. By seed, then pot.
 */
export function followCrowd(request: CrowdRequest): readonly CrowdEnd[] {
  const ends: CrowdEnd[] = [];
  let waiting = [...request.seeds.keys()];
  while (waiting.length > 0) {
    const { seedOf, rest } = turns(request, waiting);
    const pass = onePass(request, seedOf);
    const deferred = new Set(pass.deferred);
    ends.push(...pass.ends);
    waiting = [...waiting.filter((seed) => deferred.has(seed)), ...rest];
  }
  return ends.sort((a, b) => a.seed - b.seed || a.pot - b.pot);
}

/** Seeds by transfer; two seeds of one transfer take turns. */
function turns(
  { columns, seeds }: CrowdRequest,
  waiting: readonly number[],
): { seedOf: Int32Array; rest: number[] } {
  const seedOf = new Int32Array(columns.count).fill(-1);
  const rest: number[] = [];
  for (const seed of waiting) {
    const transfer = seeds[seed] ?? 0;
    if (seedOf[transfer] === -1) seedOf[transfer] = seed;
    else rest.push(seed);
  }
  return { seedOf, rest };
}

/** Doubles hold every balance exactly when openings and amounts together stay below 2^53. */
function onePass(request: CrowdRequest, seedOf: Int32Array): CrowdPass {
  const { amount, count } = request.columns;
  const total = request.openings.reduce((sum, opening) => sum + opening, amount.sum);
  if (amount.exact && total <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return exactPass(request, amount.exact, seedOf);
  }
  const amounts = amount.wide ?? Array.from(amount.exact?.subarray(0, count) ?? [], BigInt);
  return widePass(request, amounts, seedOf);
}
