import { type ChainId, chainOf } from '../domain/caip.ts';
import type { TransferKind } from '../domain/transfer.ts';
import { amountAt } from './amount-column.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { indexPots, type PotIndex } from './pot-index.ts';
import { noPot, type Subgraph } from './subgraph.ts';
import { SubgraphBuilder } from './subgraph-builder.ts';
import type { LoadedPot, TraceConversion, TraceHorizon } from './trace-request.ts';
import { turnedConversions } from './turned-conversions.ts';

/** What creates value ends it when time runs backwards, and the other way round. */
const reversedKind: Partial<Record<TransferKind, TransferKind>> = {
  mint: 'burn',
  coinbase: 'burn',
  reward: 'burn',
  withdrawal: 'burn',
  burn: 'mint',
  fee: 'native',
};

/** A world run backwards: where did the value come from? */
export interface ReversedWorld {
  readonly subgraph: Subgraph;
  readonly loaded: readonly LoadedPot[];
  readonly horizon: TraceHorizon;
  readonly conversions: readonly TraceConversion[];
}

/**
 * Turns a world round in time, so that tracing it follows value to where it came from. A queue
 * read backwards is a queue, a stack a stack, and the pro-rata share of a credit in a later debit
 * is the share in which the debit goes back to it: fifo, lifo and haircut give the sources that
 * they gave the value forwards. A pot opens with what it holds at the horizon, and what rests in
 * it at the end came from before it was read. `since` is the first block of each chain that was
 * read; it is the horizon of the way back. A conversion is turned round too.
 */
export function reversedWorld(
  subgraph: Subgraph,
  loaded: readonly LoadedPot[],
  horizon: TraceHorizon,
  since: Readonly<Record<ChainId, number>>,
  conversions: readonly TraceConversion[] = [],
): ReversedWorld {
  const heads = headsOf(subgraph, horizon);
  const headOf = (chain: ChainId): number => heads.get(chain) ?? 0;
  const read = subgraph.transfers.filter((transfer) => transfer.height <= headOf(transfer.chain));
  const flipped = read.map((transfer) => flip(transfer, headOf(transfer.chain))).reverse();
  const builder = new SubgraphBuilder();
  for (const transfer of flipped) builder.add(transfer);
  const pots = indexPots(subgraph);
  const isReadWhole = (chain: ChainId) => (since[chain] ?? 0) === 0;
  const heights = Object.fromEntries(
    [...heads].map(([chain, head]) => [chain, head - (since[chain] ?? 0)]),
  );
  return {
    subgraph: builder.buildInOrder(),
    loaded: loaded.map((pot) => reversedPot(subgraph, pots, pot, headOf(chainOf(pot.account)))),
    horizon: { heights, cut: true, uncut: new Set([...heads.keys()].filter(isReadWhole)) },
    conversions: turnedConversions(subgraph, conversions),
  };
}

/** The last block that counts of each chain. */
function headsOf(subgraph: Subgraph, horizon: TraceHorizon): Map<ChainId, number> {
  const heads = new Map<ChainId, number>();
  for (const { chain, height } of subgraph.transfers) {
    const limit = horizon.heights[chain] ?? Math.max(heads.get(chain) ?? 0, height);
    heads.set(chain, limit);
  }
  return heads;
}

function flip(transfer: PotTransfer, head: number): PotTransfer {
  const { from, to, height, kind, pots } = transfer;
  const turned = reversedKind[kind] ?? kind;
  const turnedPots = pots && { pots: { from: pots.to, to: pots.from } };
  return { ...transfer, from: to, to: from, height: head - height, kind: turned, ...turnedPots };
}

/** The pot as it stands at the head: its balance there is what it opens with. */
function reversedPot(
  subgraph: Subgraph,
  { start, order }: PotIndex,
  pot: LoadedPot,
  head: number,
): LoadedPot {
  if (pot.state !== 'loaded') return pot;
  if (pot.opening.kind === 'unknown') return { ...pot, fromHeight: 0 };
  const number = subgraph.potOf(pot) ?? noPot;
  let balance = pot.opening.kind === 'anchored' ? pot.opening.amountBase : 0n;
  for (const index of order.subarray(start[number] ?? 0, start[number + 1] ?? 0)) {
    const height = subgraph.height[index] ?? 0;
    if (height < pot.fromHeight || height > head) continue;
    if (subgraph.to[index] === number) balance += amountAt(subgraph.amount, index);
    else balance -= amountAt(subgraph.amount, index);
    if (balance < 0n) balance = 0n;
  }
  return { ...pot, fromHeight: 0, opening: { kind: 'anchored', amountBase: balance } };
}
