import { compareTransfers, type Transfer } from '../domain/transfer.ts';
import { grouped } from './grouped.ts';
import type { TraceConversion } from './trace-request.ts';

/** A transfer beside its `transferKey`. */
export interface Keyed {
  readonly key: string;
  readonly transfer: Transfer;
}

/** Keys of the transfers that must come before a leg, by the leg's key. */
type Causes = ReadonlyMap<string, readonly string[]>;

/**
 * The one order of all methods, of transfers given once each. Within a chain: height, transaction index, position. Where the
 * source gave no order within a block, credits go before the debits that they fund, ties by id.
 * Across chains time only breaks ties, and the leg of a conversion follows its source.
 */
export function canonicalOrder<T extends Keyed>(
  entries: readonly T[],
  conversions: readonly TraceConversion[] = [],
): T[] {
  const causes = causesOf(conversions);
  if (entries.every(({ transfer }) => transfer.chain === entries[0]?.transfer.chain)) {
    return orderOfChain([...entries], causes);
  }
  const byChain = grouped(entries, ({ transfer }) => transfer.chain);
  const queues = [...byChain.keys()]
    .sort()
    .map((chain) => orderOfChain(byChain.get(chain) ?? [], causes));
  return mergeChains(queues, causes);
}

function causesOf(conversions: readonly TraceConversion[]): Causes {
  return new Map(
    conversions.flatMap(({ sourceKeys, legs }) =>
      legs.flatMap((leg) => leg.transferKeys.map((key) => [key, sourceKeys] as const)),
    ),
  );
}

function orderOfChain<T extends Keyed>(entries: T[], causes: Causes): T[] {
  entries.sort((a, b) => compareTransfers(a.transfer, b.transfer));
  if (!entries.some(isInferred)) return legsAfterSources(entries, causes);
  const ordered: T[] = [];
  for (let start = 0; start < entries.length; ) {
    let end = start + 1;
    const height = entries[start]?.transfer.height;
    while (entries[end]?.transfer.height === height) end += 1;
    const block = entries.slice(start, end);
    ordered.push(...(block.some(isInferred) ? causalOrder(block) : block));
    start = end;
  }
  return legsAfterSources(ordered, causes);
}

const isInferred = ({ transfer }: Keyed): boolean => transfer.orderInferred === true;

/** Takes what nothing left in the block funds, first by id; in a cycle, the first by id. */
function causalOrder<T extends Keyed>(block: readonly T[]): T[] {
  const creditsTo = grouped(block, ({ transfer }) => `${transfer.to} ${transfer.asset}`);
  const waiting = new Set(block);
  const ordered: T[] = [];
  const isFunded = (entry: T): boolean =>
    !creditsTo
      .get(`${entry.transfer.from} ${entry.transfer.asset}`)
      ?.some((funder) => funder !== entry && waiting.has(funder));
  while (waiting.size > 0) {
    let next: T | undefined;
    for (const entry of waiting) {
      next ??= entry;
      if (!isFunded(entry)) continue;
      next = entry;
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
function legsAfterSources<T extends Keyed>(entries: T[], causes: Causes): T[] {
  if (causes.size === 0) return entries;
  const unseen = new Set(entries.map(({ key }) => key));
  const held = new Map<string, T[]>();
  const ordered: T[] = [];
  const emit = (entry: T): void => {
    const { key } = entry;
    const cause = causes.get(key)?.find((source) => source !== key && unseen.has(source));
    if (cause !== undefined) {
      held.set(cause, [...(held.get(cause) ?? []), entry]);
      return;
    }
    unseen.delete(key);
    ordered.push(entry);
    const released = held.get(key) ?? [];
    held.delete(key);
    for (const leg of released) emit(leg);
  };
  for (const entry of entries) emit(entry);
  // A circle of conversions has no order of cause: it keeps that of the chain.
  return ordered.length === entries.length ? ordered : entries;
}

/** Earliest head first; a head that waits for its source lets the other chains go before it. */
function mergeChains<T extends Keyed>(queues: readonly T[][], causes: Causes): T[] {
  const unseen = new Set(queues.flat().map(({ key }) => key));
  const heads = queues.map((queue) => ({ queue, next: 0 }));
  const total = unseen.size;
  const merged: T[] = [];
  while (merged.length < total) {
    let first: (typeof heads)[number] | undefined;
    let firstReady: typeof first;
    for (const head of heads) {
      const entry = head.queue[head.next];
      if (!entry) continue;
      if (!first || timeOf(head) < timeOf(first)) first = head;
      const waits = causes.get(entry.key)?.some((source) => unseen.has(source));
      if (!waits && (!firstReady || timeOf(head) < timeOf(firstReady))) firstReady = head;
    }
    const head = firstReady ?? first;
    const entry = head?.queue[head.next];
    if (!head || !entry) break;
    head.next += 1;
    unseen.delete(entry.key);
    merged.push(entry);
  }
  return merged;
}

function timeOf(head: { readonly queue: readonly Keyed[]; readonly next: number }): number {
  return Date.parse(head.queue[head.next]?.transfer.time ?? '');
}
