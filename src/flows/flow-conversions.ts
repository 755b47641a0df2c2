import type { Conversion } from '../domain/conversion.ts';
import type { DeclaredRecipient, Endpoint, EndpointKind, FlowConversion } from '../domain/flow.ts';
import { canonicalJson } from '../domain/json.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { DeclaredSums } from '../tracing/flag.ts';
import type { ConvertedValue, SeedTrace } from '../tracing/trace-result.ts';
import { declaredMatches } from './declared-recipients.ts';
import { isListedEnd } from './listed-end.ts';

/** A conversion that a trace came through, with what it took there. */
export interface ConvertedHere {
  readonly value: ConvertedValue;
  readonly conversion: FlowConversion;
}

/** Ends of what a bridge took and is not known to have paid. */
const undecided: ReadonlySet<EndpointKind> = new Set(['bridge-unresolved', 'contract']);

const nothing = { tracedBase: 0n, seedUnits: 0n, pendingBase: 0n, pendingUnits: 0n };

/**
 * Conversions that took traced value by any method, in the order of their sources. Of several that
 * share a source, which a trace takes as one, the first has the figures.
 */
export function convertedHere(
  cited: readonly Conversion[],
  values: readonly ConvertedValue[],
  index: SanctionsIndex,
): ConvertedHere[] {
  return values.flatMap((value) => {
    const { tracedBase, seedUnits, pendingBase, pendingUnits } = value;
    const keys = new Set(value.sourceKeys);
    const sharing = cited.filter(({ source }) => source.transferKeys.some((key) => keys.has(key)));
    return sharing.map((conversion, place) => ({
      value,
      conversion: {
        ...conversion,
        ...(place === 0 ? { tracedBase, seedUnits, pendingBase, pendingUnits } : nothing),
        matches: declaredMatches(index, conversion),
      },
    }));
  });
}

/**
 * The same backwards: by what came out, of which `tracedBase` and `pendingBase` are parts. Nobody
 * is screened of where they were told to pay.
 */
export function convertedBehind(
  cited: readonly Conversion[],
  values: readonly ConvertedValue[],
): ConvertedHere[] {
  const told = new Set<Conversion>();
  return values.flatMap((value) => {
    const { tracedBase, seedUnits, pendingBase, pendingUnits } = value;
    const keys = new Set(value.sourceKeys);
    const cameBy = cited.filter(
      (one) =>
        !told.has(one) &&
        one.destinations.some(({ transferKeys }) => transferKeys.some((key) => keys.has(key))),
    );
    return cameBy.map((conversion, place) => {
      told.add(conversion);
      const figures = place === 0 ? { tracedBase, seedUnits, pendingBase, pendingUnits } : nothing;
      return { value, conversion: { ...conversion, ...figures, matches: [] } };
    });
  });
}

/** The endpoints, those of bridges with where the bridges were told to pay. */
export function withDeclared(
  endpoints: readonly Endpoint[],
  converted: readonly ConvertedHere[],
): Endpoint[] {
  return endpoints.map((endpoint) => {
    if (!undecided.has(endpoint.kind)) return endpoint;
    const declared = new Map<string, DeclaredRecipient>();
    for (const { value, conversion } of converted) {
      const { account, asset } = value.to;
      const isHere = account === endpoint.account && asset === endpoint.asset;
      if (!isHere || value.pendingWidestBase === 0n || !conversion.declared) continue;
      const end = { ...conversion.declared, matches: conversion.matches };
      declared.set(canonicalJson(end), end);
    }
    return declared.size === 0 ? endpoint : { ...endpoint, declared: [...declared.values()] };
  });
}

/**
 * What bridges were told to pay to listed recipients and is not seen to have arrived: by the flow's
 * method, and at most. Of another asset than the seed's it may stand for all of the seed.
 */
export function declaredSums(
  converted: readonly ConvertedHere[],
  { seedBase }: Pick<SeedTrace, 'seedBase'>,
  seedAsset: string,
): DeclaredSums {
  const listed = converted.filter(({ conversion }) => conversion.matches.some(isListedEnd));
  let [units, upperBase] = [0n, 0n];
  for (const { to, pendingUnits, pendingWidestBase } of new Set(listed.map(({ value }) => value))) {
    units += pendingUnits;
    if (pendingWidestBase > 0n) upperBase += to.asset === seedAsset ? pendingWidestBase : seedBase;
  }
  return { units, upperBase: upperBase < seedBase ? upperBase : seedBase };
}
