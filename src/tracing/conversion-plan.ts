import { amountAt } from './amount-column.ts';
import type { Subgraph } from './subgraph.ts';
import type { TraceConversion } from './trace-request.ts';

/** A leg whose transfers are all in the subgraph behind their source. */
export interface PlannedLeg {
  readonly transfers: readonly number[];
  readonly amountsBase: readonly bigint[];
  /** What arrives by it of their sum. */
  readonly outBase: bigint;
  readonly shareBase: bigint;
}

export interface PlannedConversion {
  readonly sources: readonly number[];
  readonly inBase: bigint;
  readonly legs: readonly PlannedLeg[];
  /** How what no leg takes ends. */
  readonly restKind: 'bridge-unresolved' | 'contract';
}

/** Conversions by the transfers that they concern. */
export interface ConversionPlan {
  readonly all: readonly PlannedConversion[];
  /** Conversion of a source transfer. Its receiver is not credited. */
  readonly sources: ReadonlyMap<number, PlannedConversion>;
  /** Conversion of a leg's transfer. Its sender is not debited. */
  readonly legs: ReadonlyMap<number, PlannedConversion>;
  /** Sources of conversions that were left out, since another has one of them: their value went on as if paid. */
  readonly dropped: readonly number[];
}

/**
 * Resolves conversions to the subgraph. A leg that is not there yet, lies beyond the horizon or
 * stands before its source is left out: its share is pending. A transfer belongs to one conversion, the first.
 */
export function planConversions(
  graph: Subgraph,
  conversions: readonly TraceConversion[],
  isBeyondHorizon: (index: number) => boolean,
): ConversionPlan {
  const all: PlannedConversion[] = [];
  const sources = new Map<number, PlannedConversion>();
  const legs = new Map<number, PlannedConversion>();
  const dropped: number[] = [];
  const free = (index: number): boolean =>
    !sources.has(index) && !legs.has(index) && !isBeyondHorizon(index);
  for (const conversion of conversions) {
    const sourceIndexes = indexesOf(graph, conversion.sourceKeys);
    if (!sourceIndexes?.every(free)) {
      dropped.push(...(sourceIndexes ?? []).filter((index) => !isBeyondHorizon(index)));
      continue;
    }
    const last = sourceIndexes.at(-1) ?? 0;
    const planned: PlannedConversion = {
      sources: sourceIndexes,
      inBase: sumAt(graph, sourceIndexes),
      restKind: conversion.restKind ?? 'bridge-unresolved',
      legs: conversion.legs.flatMap((leg) => {
        const transfers = indexesOf(graph, leg.transferKeys);
        if (!transfers?.every((index) => index > last && free(index))) return [];
        const amountsBase = transfers.map((index) => amountAt(graph.amount, index));
        const outBase = leg.arrivesBase ?? sumAt(graph, transfers);
        return [{ transfers, amountsBase, outBase, shareBase: leg.sourceShareBase }];
      }),
    };
    all.push(planned);
    for (const index of sourceIndexes) sources.set(index, planned);
    for (const leg of planned.legs) for (const index of leg.transfers) legs.set(index, planned);
  }
  return { all, sources, legs, dropped };
}

/** Ascending; undefined when there is none or one is missing. */
function indexesOf(graph: Subgraph, keys: readonly string[]): number[] | undefined {
  const indexes = keys.flatMap((key) => graph.indexOf(key) ?? []);
  if (indexes.length < keys.length || indexes.length === 0) return undefined;
  return indexes.sort((a, b) => a - b);
}

function sumAt(graph: Subgraph, indexes: readonly number[]): bigint {
  return indexes.reduce((sum, index) => sum + amountAt(graph.amount, index), 0n);
}
