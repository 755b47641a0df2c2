import type { IncompleteReason } from '../domain/completeness.ts';
import type { EndpointKind } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import type { Propagation } from './propagate.ts';
import type { TraceWorld } from './trace-world.ts';

const messages: Partial<Record<EndpointKind, string>> = {
  'not-covered': 'accounts on the trail could not be read',
  budget: 'accounts were not walked: the budget of transfers or accounts was used up',
  'max-hops': 'accounts were not walked: the limit of hops was reached',
  horizon: 'accounts still hold traced value where the limit of days ended the trace',
  'bridge-unresolved': 'conversions or bridges have no proven destination',
};

/** Why a trace may not have seen everything. Judged by the widest method. */
export function reasonsOf(
  world: TraceWorld,
  admission: Admission,
  poison: Propagation,
): readonly IncompleteReason[] {
  const reasons: IncompleteReason[] = [];
  for (const [kind, message] of Object.entries(messages)) {
    // CAST: the keys of `messages` are kinds by its type.
    const pots = poison.ends.potsOf(kind as EndpointKind);
    if (pots > 0) reasons.push({ code: kind, message: `${pots} ${message}` });
  }
  return [
    ...reasons,
    ...balanceReasons(world, admission, poison),
    ...droppedReasons(world, admission),
    ...readingReasons(world, admission),
  ];
}

/** What was not known of the walked pots' balances. */
function balanceReasons(
  world: TraceWorld,
  admission: Admission,
  poison: Propagation,
): IncompleteReason[] {
  const { graph, loaded } = world;
  const reasons: IncompleteReason[] = [];
  const unexplained = new Map<number, bigint>();
  for (const [pot, amountBase] of poison.unexplained) {
    const asset = graph.potAsset[pot] ?? 0;
    unexplained.set(asset, (unexplained.get(asset) ?? 0n) + amountBase);
  }
  for (const [asset, amountBase] of unexplained) {
    const message = `${amountBase} base units of ${graph.assets[asset]} left accounts above their known balance`;
    reasons.push({ code: 'unexplained', message });
  }
  const unknown = [...admission.walked].filter((pot) => {
    const state = loaded.get(pot);
    return state?.state === 'loaded' && state.opening.kind === 'unknown';
  }).length;
  if (unknown > 0) {
    const message = `The opening balance of ${unknown} accounts on the trail is not known`;
    reasons.push({ code: 'opening-unknown', message });
  }
  return reasons;
}

/** Conversions of traced value that were not taken, because another has one of their transfers. */
function droppedReasons(
  { conversions }: TraceWorld,
  { spread }: Admission,
): readonly IncompleteReason[] {
  const leaving = new Set(spread.leaving);
  const dropped = conversions.dropped.filter((index) => leaving.has(index)).length;
  if (dropped === 0) return [];
  const message = `${dropped} payments into conversions belong to another one too, and went on as if paid`;
  return [{ code: 'conversion-overlaps', message }];
}

/** What the caller said about each pot that could not be read, once per reason. */
function readingReasons(world: TraceWorld, admission: Admission): IncompleteReason[] {
  const told = new Set<string>();
  for (const [pot, kind] of admission.cuts) {
    const state = world.loaded.get(pot);
    if (kind === 'not-covered' && state?.state === 'not-covered') told.add(state.reason);
  }
  return [...told].sort().map((message) => ({ code: 'not-covered', message }));
}
