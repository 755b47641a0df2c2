import { amountAt } from '../amount-column.ts';
import { OrderedPot } from '../attribution/ordered-pot.ts';
import { cleanSegment, tracedSegment, tracedSum } from '../attribution/segment.ts';
import { noPot } from '../subgraph.ts';
import type { CrowdEnd, CrowdRequest } from './crowd-request.ts';

/** One seed in bigints, for amounts beyond what doubles hold exactly. */
export function widePass(request: CrowdRequest, seed: number): CrowdEnd[] {
  const { columns, openings, seeds, stops } = request;
  const pots = Array.from(
    { length: columns.potCount },
    (_, pot) => new OrderedPot('fifo', amountAt(openings, pot)),
  );
  const ended = new Map<number, bigint>();
  const end = (pot: number, amountBase: bigint): void => {
    if (amountBase > 0n) ended.set(pot, (ended.get(pot) ?? 0n) + amountBase);
  };
  for (let index = 0; index < columns.count; index += 1) {
    const amountBase = amountAt(columns.amount, index);
    const clean = [cleanSegment(amountBase)];
    const served = pots[columns.from[index] ?? noPot]?.debit(amountBase) ?? clean;
    const carried = index === seeds[seed] ? [tracedSegment(amountBase, amountBase)] : served;
    const receiver = columns.to[index] ?? noPot;
    const isStop = stops[receiver] === 1;
    if (isStop) end(receiver, tracedSum(carried).tracedBase);
    pots[receiver]?.credit(isStop ? clean : carried);
  }
  for (const [pot, ledger] of pots.entries()) end(pot, ledger.held.tracedBase);
  return [...ended].map(([pot, amountBase]) => ({ seed, pot, amountBase }));
}
