import { compareTransfers, type Transfer, transferKey } from '../domain/transfer.ts';
import { grouped } from './grouped.ts';
import type { TraceConversion } from './trace-request.ts';

/** Keys of the transfers that must come before a leg, by the leg's key. */
type Causes = ReadonlyMap<string, readonly string[]>;

/**
 * The one order of all methods, of transfers given once each. Within a chain: height, transaction index, position. Where the
 * source gave no order within a block, credits go before the debits that they fund, ties by id.
 * Across chains time only breaks ties, and the leg of a conversion follows its source.
 */
export function canonicalOrder<T extends Transfer>(
  transfers: readonly T[],
  conversions: readonly TraceConversion[] = [],
): T[] {
  const causes = causesOf(conversions);
  const byChain = grouped(transfers, (transfer) => transfer.chain);
  const queues = [...byChain.keys()]
    .sort()
    .map((chain) => orderOfChain(byChain.get(chain) ?? [], causes));
  const [only] = queues;
  return only && queues.length === 1 ? only : mergeChains(queues, causes);
}

function causesOf(conversions: readonly TraceConversion[]): Causes {
  return new Map(
    conversions.flatMap(({ sourceKeys, legs }) =>
      legs.flatMap((leg) => leg.transferKeys.map((key) => [key, sourceKeys] as const)),
    ),
  );
}

function orderOfChain<T extends Transfer>(transfers: T[], causes: Causes): T[] {
  transfers.sort(compareTransfers);
  if (!transfers.some((transfer) => transfer.orderInferred))
    return legsAfterSources(transfers, causes);
  const ordered: T[] = [];
  for (let start = 0; start < transfers.length; ) {
    let end = start + 1;
    while (transfers[end]?.height === transfers[start]?.height) end += 1;
    const block = transfers.slice(start, end);
    ordered.push(...(block.some((t) => t.orderInferred) ? causalOrder(block) : block));
    start = end;
  }
  return legsAfterSources(ordered, causes);
}

/** Takes what nothing left in the block funds, first by id; in a cycle, the first by id. */
function causalOrder<T extends Transfer>(block: readonly T[]): T[] {
  const creditsTo = grouped(block, (transfer) => `${transfer.to} ${transfer.asset}`);
  const waiting = new Set(block);
  const ordered: T[] = [];
  const isFunded = (transfer: T): boolean =>
    !creditsTo
      .get(`${transfer.from} ${transfer.asset}`)
      ?.some((funder) => funder !== transfer && waiting.has(funder));
  while (waiting.size > 0) {
    let next: T | undefined;
    for (const transfer of waiting) {
      next ??= transfer;
      if (!isFunded(transfer)) continue;
      next = transfer;
      break;
    }
    if (!next) break;
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/**
 * Some pools pay out before they are paid within one transaction: such a leg is moved to right
 * behind its last source of the same chain.
 */
function legsAfterSources<T extends Transfer>(transfers: T[], causes: Causes): T[] {
  if (causes.size === 0) return transfers;
  const unseen = new Set(transfers.map(transferKey));
  const held = new Map<string, T[]>();
  const ordered: T[] = [];
  const emit = (transfer: T): void => {
    const key = transferKey(transfer);
    const cause = causes.get(key)?.find((source) => source !== key && unseen.has(source));
    if (cause !== undefined) {
      held.set(cause, [...(held.get(cause) ?? []), transfer]);
      return;
    }
    unseen.delete(key);
    ordered.push(transfer);
    const released = held.get(key) ?? [];
    held.delete(key);
    for (const leg of released) emit(leg);
  };
  for (const transfer of transfers) emit(transfer);
  // A circle of conversions has no order of cause: it keeps that of the chain.
  return ordered.length === transfers.length ? ordered : transfers;
}

/** Earliest head first; a head that waits for its source lets the other chains go before it. */
function mergeChains<T extends Transfer>(queues: readonly T[][], causes: Causes): T[] {
  const unseen = new Set(queues.flat().map(transferKey));
  const heads = queues.map((queue) => ({ queue, next: 0 }));
  const total = unseen.size;
  const merged: T[] = [];
  while (merged.length < total) {
    let first: (typeof heads)[number] | undefined;
    let firstReady: typeof first;
    for (const head of heads) {
      const transfer = head.queue[head.next];
      if (!transfer) continue;
      if (!first || timeOf(head) < timeOf(first)) first = head;
      const waits = causes.get(transferKey(transfer))?.some((source) => unseen.has(source));
      if (!waits && (!firstReady || timeOf(head) < timeOf(firstReady))) firstReady = head;
    }
    const head = firstReady ?? first;
    const transfer = head?.queue[head.next];
    if (!head || !transfer) break;
    head.next += 1;
    unseen.delete(transferKey(transfer));
    merged.push(transfer);
  }
  return merged;
}

function timeOf(head: { readonly queue: readonly Transfer[]; readonly next: number }): number {
  return Date.parse(head.queue[head.next]?.time ?? '');
}
