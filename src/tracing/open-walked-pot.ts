import type { AttributionMethod } from '../domain/flow.ts';
import { amountAt } from './amount-column.ts';
import { OrderedPot } from './attribution/ordered-pot.ts';
import { openPot, type PotLedger } from './attribution/pot-ledger.ts';
import { RestingPot } from './attribution/resting-pot.ts';
import { SpendPot } from './attribution/spend-pot.ts';
import type { TraceWorld } from './trace-world.ts';

/**
 * The ledger of a pot under one method. A coin keeps its segments as they came, whatever the
 * method, since it is spent whole. `tiho` and `tilo` order the outputs of a transaction; where
 * their trail comes to an account ledger, which has none, pots serve first in, first out.
 */
export function openWalkedPot(
  world: TraceWorld,
  pot: number,
  method: AttributionMethod,
  openingBase: bigint,
): PotLedger {
  switch (world.graph.coinPotOf(pot)?.kind) {
    case 'coin':
      return new OrderedPot('fifo', openingBase);
    case 'spend':
      return new SpendPot(method, openingBase, outputsOf(world, pot));
    default:
      return openPot(method === 'tiho' || method === 'tilo' ? 'fifo' : method, openingBase);
  }
}

/**
 * The same of a pot that pays nothing: under all methods it holds what came, but under poison,
 * which spreads in pots of account ledgers.
 */
export function openRestingPot(
  { graph }: TraceWorld,
  pot: number,
  method: AttributionMethod,
  openingBase: bigint,
): PotLedger {
  return new RestingPot(method === 'poison' && !graph.coinPotOf(pot), openingBase);
}

function outputsOf({ graph, pots, conversions }: TraceWorld, spend: number): bigint[] {
  const own = pots.order.subarray(pots.start[spend] ?? 0, pots.start[spend + 1] ?? 0);
  const outputs = [...own].filter(
    (index) =>
      graph.from[index] === spend &&
      graph.transfers[index]?.kind !== 'fee' &&
      !conversions.legs.has(index),
  );
  return outputs.map((index) => amountAt(graph.amount, index));
}
