import { compareTransfers, type Transfer, transferKey } from '../domain/transfer.ts';
import type { TraceConversion } from './trace-request.ts';

/**
 * The one order of all methods. Within a chain: height, transaction index, position. Where the
 * source gave no order within a block, credits go before the debits that they fund, ties by id.
 * Across chains time only breaks ties, and the leg of a conversion follows its source.
 */
export function canonicalOrder(
  transfers: readonly Transfer[],
  conversions: readonly TraceConversion[] = [],
): Transfer[] {
  const unique = new Map(transfers.map((transfer) => [transferKey(transfer), transfer]));
  const byChain = new Map<string, Transfer[]>();
  for (const transfer of unique.values()) {
    const queue = byChain.get(transfer.chain);
    if (queue) queue.push(transfer);
    else byChain.set(transfer.chain, [transfer]);
  }
  const queues = [...byChain.keys()]
    .sort()
    .map((chain) => orderOfChain(byChain.get(chain) ?? [], conversions));
  if (queues.length === 1 && queues[0]) return queues[0];
  return mergeChains(queues, conversions);
}

function orderOfChain(transfers: Transfer[], conversions: readonly TraceConversion[]): Transfer[] {
  transfers.sort(compareTransfers);
  if (!transfers.some((transfer) => transfer.orderInferred)) return transfers;
  const ordered: Transfer[] = [];
  for (let start = 0; start < transfers.length; ) {
    let end = start + 1;
    while (transfers[end]?.height === transfers[start]?.height) end += 1;
    const block = transfers.slice(start, end);
    ordered.push(...(block.some((t) => t.orderInferred) ? causalOrder(block, conversions) : block));
    start = end;
  }
  return ordered;
}

/** Takes what nothing left in the block funds, first by id; in a cycle, the first by id. */
function causalOrder(block: Transfer[], conversions: readonly TraceConversion[]): Transfer[] {
  const fundedBy = fundersOf(block, conversions);
  const waiting = new Set(block);
  const ordered: Transfer[] = [];
  while (waiting.size > 0) {
    let next: Transfer | undefined;
    for (const transfer of waiting) {
      next ??= transfer;
      const funders = fundedBy.get(transfer) ?? [];
      if (!funders.some((funder) => funder !== transfer && waiting.has(funder))) {
        next = transfer;
        break;
      }
    }
    if (!next) break;
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function fundersOf(
  block: readonly Transfer[],
  conversions: readonly TraceConversion[],
): Map<Transfer, Transfer[]> {
  const creditsOf = new Map<string, Transfer[]>();
  const byKey = new Map(block.map((transfer) => [transferKey(transfer), transfer]));
  for (const transfer of block) {
    const pot = `${transfer.to} ${transfer.asset}`;
    creditsOf.set(pot, [...(creditsOf.get(pot) ?? []), transfer]);
  }
  const funders = new Map(
    block.map((transfer) => [transfer, creditsOf.get(`${transfer.from} ${transfer.asset}`) ?? []]),
  );
  for (const { sourceKey, legs } of conversions) {
    const source = byKey.get(sourceKey);
    for (const leg of legs) {
      const transfer = byKey.get(leg.transferKey);
      if (source && transfer) funders.set(transfer, [...(funders.get(transfer) ?? []), source]);
    }
  }
  return funders;
}

/** Earliest head first; a head that waits for its source lets the other chains go before it. */
function mergeChains(
  queues: readonly Transfer[][],
  conversions: readonly TraceConversion[],
): Transfer[] {
  const sourceOf = new Map(
    conversions.flatMap(({ sourceKey, legs }) => legs.map((leg) => [leg.transferKey, sourceKey])),
  );
  const unseen = new Set(queues.flat().map(transferKey));
  const next = queues.map(() => 0);
  const merged: Transfer[] = [];
  const total = unseen.size;
  while (merged.length < total) {
    const heads = queues.flatMap((queue, index) => {
      const transfer = queue[next[index] ?? 0];
      return transfer ? [{ transfer, index, at: Date.parse(transfer.time) }] : [];
    });
    heads.sort((a, b) => a.at - b.at || a.index - b.index);
    const ready = heads.find(({ transfer }) => {
      const source = sourceOf.get(transferKey(transfer));
      return source === undefined || !unseen.has(source);
    });
    const head = ready ?? heads[0];
    if (!head) break;
    next[head.index] = (next[head.index] ?? 0) + 1;
    unseen.delete(transferKey(head.transfer));
    merged.push(head.transfer);
  }
  return merged;
}
