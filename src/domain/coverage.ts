import type { AccountId, ChainId } from './caip.ts';

/** A closed range of block heights. */
export interface HeightRange {
  readonly fromHeight: number;
  readonly toHeight: number;
}

/** A range that was read, and what its source could not see there. */
export interface CoveredRange extends HeightRange {
  /** Codes of the source's reasons, such as `no-internal-transfers`; empty when it saw all. */
  readonly lacks: readonly string[];
}

/** What was read: of a whole chain, or of one account, by which source and when. */
export interface Coverage extends HeightRange {
  readonly chain: ChainId;
  /** Undefined: the range was ingested whole. */
  readonly account?: AccountId;
  readonly source: string;
  /** ISO 8601 UTC. */
  readonly readAt: string;
  /** Codes of what the source could not see; undefined when it saw all. */
  readonly lacks?: readonly string[];
}

/** The least set of ranges that covers the same heights, ascending. */
export function mergeRanges(ranges: readonly HeightRange[]): HeightRange[] {
  const merged: HeightRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.fromHeight - b.fromHeight)) {
    const last = merged.at(-1);
    if (last && range.fromHeight <= last.toHeight + 1) {
      const toHeight = Math.max(last.toHeight, range.toHeight);
      merged[merged.length - 1] = { fromHeight: last.fromHeight, toHeight };
    } else merged.push({ fromHeight: range.fromHeight, toHeight: range.toHeight });
  }
  return merged;
}

/** What of `wanted` is not in `covered`, ascending. */
export function missingRanges(wanted: HeightRange, covered: readonly HeightRange[]): HeightRange[] {
  const missing: HeightRange[] = [];
  let next = wanted.fromHeight;
  for (const range of mergeRanges(covered)) {
    if (range.toHeight < next || range.fromHeight > wanted.toHeight) continue;
    if (range.fromHeight > next) missing.push({ fromHeight: next, toHeight: range.fromHeight - 1 });
    next = range.toHeight + 1;
  }
  if (next <= wanted.toHeight) missing.push({ fromHeight: next, toHeight: wanted.toHeight });
  return missing;
}
