import { OrderedPot } from '../attribution/ordered-pot.ts';
import { cleanSegment, type Segment, tracedSegment } from '../attribution/segment.ts';
import { noPot } from '../subgraph.ts';
import { CrowdEnds, type CrowdPass, type CrowdRequest } from './crowd-request.ts';

/**
 * The same pass for amounts beyond 2^53, in bigints: one seed at a time, over the pots that it
 * reaches. No seed is deferred, since none meets another.
 */
export function widePass(
  request: CrowdRequest,
  amounts: readonly bigint[],
  seedOf: Int32Array,
): CrowdPass {
  const ends = new CrowdEnds<bigint>((a, b) => a + b);
  for (const [index, seed] of seedOf.entries()) {
    if (seed >= 0) followOne(request, amounts, index, seed, ends);
  }
  return { ends: ends.toList(), deferred: [] };
}

function followOne(
  { columns, openings, stops }: CrowdRequest,
  amounts: readonly bigint[],
  first: number,
  seed: number,
  ends: CrowdEnds<bigint>,
): void {
  const pots = openings.map((openingBase) => new OrderedPot('fifo', openingBase));
  for (let index = 0; index < columns.count; index += 1) {
    const amount = amounts[index] ?? 0n;
    const sender = columns.from[index] ?? noPot;
    const receiver = columns.to[index] ?? noPot;
    const served = pots[sender]?.debit(amount) ?? [cleanSegment(amount)];
    const carried: readonly Segment[] = index === first ? [tracedSegment(amount, amount)] : served;
    if (stops[receiver] === 1) {
      for (const part of carried) if (part.traced) ends.add(seed, receiver, part.amountBase);
      pots[receiver]?.credit([cleanSegment(amount)]);
    } else pots[receiver]?.credit(carried);
  }
  for (const [pot, ledger] of pots.entries()) {
    const { tracedBase } = ledger.held;
    if (tracedBase > 0n) ends.add(seed, pot, tracedBase);
  }
}
