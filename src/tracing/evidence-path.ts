import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import { amountAt } from './amount-column.ts';
import { grouped } from './grouped.ts';
import { lesser } from './lesser.ts';
import { type ReachGraph, reachGraph } from './reach-graph.ts';
import { noPot, type Subgraph } from './subgraph.ts';

/** One way by which an account was reached; the ways before it form the path. */
interface Way {
  readonly account: number;
  readonly transfer: number;
  readonly previous: Way | undefined;
}

/**
 * The path of the fewest transfers between two wallets in time order, transfers of one block being
 * simultaneous; among equals the one that arrives in the earliest block. Undefined: none within
 * `hopsMax`.
 */
export function shortestPath(
  subgraph: Subgraph,
  from: AccountId,
  to: AccountId,
  hopsMax: number,
): readonly Transfer[] | undefined {
  const graph = reachGraph(subgraph);
  const [source, target] = [subgraph.accountOf(from), subgraph.accountOf(to)];
  if (source === undefined || target === undefined) return undefined;
  const arrival = new Map<number, number>([[source, 0]]);
  let frontier = new Map<number, Way | undefined>([[source, undefined]]);
  for (let hop = 1; hop <= hopsMax && frontier.size > 0; hop += 1) {
    frontier = nextWays(graph, frontier, arrival);
    const found = frontier.get(target);
    if (found) return transfersOf(subgraph, found);
  }
  return undefined;
}

/** Every account that one more transfer reaches earlier than before, with the earliest way. */
function nextWays(
  graph: ReachGraph,
  frontier: ReadonlyMap<number, Way | undefined>,
  arrival: Map<number, number>,
): Map<number, Way | undefined> {
  const departures = [...frontier].map(
    ([node, way]) => [way, node, arrival.get(node) ?? 0] as const,
  );
  const next = new Map<number, Way | undefined>();
  for (const [previous, node, departure] of departures) {
    for (let edge = graph.start[node] ?? 0; edge < (graph.start[node + 1] ?? 0); edge += 1) {
      const block = graph.when[edge] ?? 0;
      const head = graph.target[edge] ?? 0;
      if (block < departure || block >= (arrival.get(head) ?? Number.POSITIVE_INFINITY)) continue;
      arrival.set(head, block);
      next.set(head, { account: head, transfer: graph.transfer[edge] ?? 0, previous });
    }
  }
  return next;
}

/** The widest way into an account so far. */
interface WideWay extends Way {
  readonly previous: WideWay | undefined;
  readonly width: bigint;
}

/**
 * The path in time order whose least transfer of an asset is greatest, transfers of one block
 * being simultaneous. Undefined: there is no path.
 */
export function widestPath(
  subgraph: Subgraph,
  from: AccountId,
  to: AccountId,
  asset: AssetId,
): { readonly transfers: readonly Transfer[]; readonly widthBase: bigint } | undefined {
  const [source, target] = [subgraph.accountOf(from), subgraph.accountOf(to)];
  const assetNumber = subgraph.assets.indexOf(asset);
  if (source === undefined || target === undefined || source === target) return undefined;
  const ways = new Map<number, WideWay>();
  const indexes = [...subgraph.to.keys()].filter(
    (index) => subgraph.potAsset[subgraph.to[index] ?? 0] === assetNumber,
  );
  for (const block of grouped(indexes, (index) => subgraph.height[index] ?? 0).values()) {
    // Within a block a wider way may appear behind a transfer that was looked at: until none does.
    while (widenBlock(subgraph, block, source, ways));
  }
  const found = ways.get(target);
  return found && { transfers: transfersOf(subgraph, found), widthBase: found.width };
}

/** One pass over a block; whether any account got a wider way. */
function widenBlock(
  subgraph: Subgraph,
  block: readonly number[],
  source: number,
  ways: Map<number, WideWay>,
): boolean {
  const { from, to, potAccount, amount } = subgraph;
  let widened = false;
  for (const index of block) {
    const sender = from[index] ?? noPot;
    if (sender === noPot) continue;
    const tail = potAccount[sender] ?? 0;
    const head = potAccount[to[index] ?? 0] ?? 0;
    const previous = ways.get(tail);
    if ((!previous && tail !== source) || head === source) continue;
    const amountBase = amountAt(amount, index);
    const isSource = tail === source || !previous;
    const width = isSource ? amountBase : lesser(previous.width, amountBase);
    if (width <= (ways.get(head)?.width ?? 0n)) continue;
    const before = isSource ? undefined : previous;
    ways.set(head, { account: head, transfer: index, previous: before, width });
    widened = true;
  }
  return widened;
}

function transfersOf(subgraph: Subgraph, last: Way): Transfer[] {
  const transfers: Transfer[] = [];
  for (let way: Way | undefined = last; way; way = way.previous) {
    const transfer = subgraph.transfers[way.transfer];
    if (transfer) transfers.push(transfer);
  }
  return transfers.reverse();
}
