import { compareTransfers, type Transfer } from '../../domain/transfer.ts';

/** The numbers of rows in the canonical order of their transfers. */
export function canonicalRows(transfers: readonly Transfer[]): number[] {
  const packed = packedRows(transfers);
  const order = Array.from(packed ?? transfers.keys());
  const scale = packed ? scaleOf(transfers.length) : 1;
  let isTied = !packed;
  let last = Number.NaN;
  for (let at = 0; packed && at < order.length; at += 1) {
    const place = Math.floor((order[at] ?? 0) / scale);
    order[at] = (order[at] ?? 0) - place * scale;
    isTied ||= place === last;
    last = place;
  }
  // CAST (twice): these are numbers of rows.
  if (isTied)
    order.sort((a, b) => compareTransfers(transfers[a] as Transfer, transfers[b] as Transfer));
  return order;
}

/**
 * Height, transaction index and row of each in one number, sorted: numbers alone are sorted several
 * times as fast as by a comparison that asks the transfers. Undefined where doubles would not hold
 * them exactly.
 */
function packedRows(transfers: readonly Transfer[]): Float64Array | undefined {
  let [low, high, first, last] = [Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER, 0];
  for (const { height, txIndex } of transfers) {
    low = Math.min(low, height);
    high = Math.max(high, height);
    first = Math.min(first, txIndex);
    last = Math.max(last, txIndex);
  }
  const scale = scaleOf(transfers.length);
  const width = last - first + 1;
  if (!((high - low + 1) * width * scale <= Number.MAX_SAFE_INTEGER)) return undefined;
  const packed = new Float64Array(transfers.length);
  for (const [row, { height, txIndex }] of transfers.entries()) {
    packed[row] = ((height - low) * width + (txIndex - first)) * scale + row;
  }
  return packed.sort();
}

/** A power of two, so that nothing is rounded when a number is divided by it. */
function scaleOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}
