import { noPot, type TransferColumns } from './subgraph.ts';

/** The transfers of each pot, debits and credits together, in canonical order. */
export interface PotIndex {
  /** `order` from `start[pot]` to `start[pot + 1]`, exclusive, are the transfers of a pot. */
  readonly start: Uint32Array;
  readonly order: Uint32Array;
}

/** Counting sort of both sides of every transfer by pot. */
export function indexPots(
  columns: Pick<TransferColumns, 'count' | 'from' | 'to' | 'potCount'>,
): PotIndex {
  const { count, from, to, potCount } = columns;
  const start = new Uint32Array(potCount + 1);
  const countSide = (pot: number): void => {
    if (pot !== noPot) start[pot + 1] = (start[pot + 1] ?? 0) + 1;
  };
  for (let index = 0; index < count; index += 1) {
    countSide(from[index] ?? noPot);
    countSide(to[index] ?? noPot);
  }
  for (let pot = 0; pot < potCount; pot += 1) {
    start[pot + 1] = (start[pot + 1] ?? 0) + (start[pot] ?? 0);
  }
  const order = new Uint32Array(start[potCount] ?? 0);
  const next = start.slice(0, potCount);
  const place = (pot: number, index: number): void => {
    if (pot === noPot) return;
    const at = next[pot] ?? 0;
    order[at] = index;
    next[pot] = at + 1;
  };
  for (let index = 0; index < count; index += 1) {
    place(from[index] ?? noPot, index);
    place(to[index] ?? noPot, index);
  }
  return { start, order };
}
