/**
 * A run of value of one kind inside a transfer, in the order in which it was served: clean, or
 * traced with the seed units that it stands for. The segments of a transfer sum to its amount.
 */
export interface Segment {
  readonly amountBase: bigint;
  readonly traced: boolean;
  /** How much of the seed it stands for; 0 when clean. */
  readonly seedUnits: bigint;
}

/** What is traced in a stream of segments. */
export interface TracedSum {
  readonly tracedBase: bigint;
  readonly seedUnits: bigint;
}

export const nothingTraced: TracedSum = { tracedBase: 0n, seedUnits: 0n };

export function cleanSegment(amountBase: bigint): Segment {
  return { amountBase, traced: false, seedUnits: 0n };
}

export function tracedSegment(amountBase: bigint, seedUnits: bigint): Segment {
  return { amountBase, traced: true, seedUnits };
}

export function tracedSum(segments: readonly Segment[]): TracedSum {
  const [only] = segments;
  // A run of one kind says it itself.
  if (only && segments.length === 1) return only.traced ? sumOf(only) : nothingTraced;
  let tracedBase = 0n;
  let seedUnits = 0n;
  for (const segment of segments) {
    if (!segment.traced) continue;
    tracedBase += segment.amountBase;
    seedUnits += segment.seedUnits;
  }
  return { tracedBase, seedUnits };
}

function sumOf({ amountBase, seedUnits }: Segment): TracedSum {
  return { tracedBase: amountBase, seedUnits };
}

export function segmentSum(segments: readonly Segment[]): bigint {
  return segments.reduce((sum, segment) => sum + segment.amountBase, 0n);
}

/** Traced value first, then clean: how the methods that keep no order carry a transfer. */
export function pooledSegments(amountBase: bigint, traced: TracedSum): Segment[] {
  const segments: Segment[] = [];
  if (traced.tracedBase > 0n) segments.push(tracedSegment(traced.tracedBase, traced.seedUnits));
  if (amountBase > traced.tracedBase) segments.push(cleanSegment(amountBase - traced.tracedBase));
  return segments;
}
