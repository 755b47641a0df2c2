import { type Leg, legKey } from '../../domain/leg.ts';
import { partyKey } from './contradiction.ts';

/** A group of legs larger than this is not resolved but left open: no honest id has so many. */
const groupLegsMax = 1_000;

/** All legs that ids, directly or over links, bind together. */
export interface LegGroup {
  readonly sources: readonly Leg[];
  readonly destinations: readonly Leg[];
  readonly refunds: readonly Leg[];
  readonly updates: readonly Leg[];
  /** The limit was hit and legs are missing. */
  readonly truncated: boolean;
}

/** Legs by what they can be found by; adding is constant time. */
export interface LegIndex {
  /** Adds a leg; one that is there already is not added again. */
  add(leg: Leg): void;
  /** All legs bound to this one by ids, itself included. */
  groupOf(leg: Leg): LegGroup;
  /** Legs of a protocol that name this address as recipient or sender, on whatever chain. */
  ofParty(protocol: string, address: string): readonly Leg[];
  size(): number;
}

/** An empty index. */
export function legIndex(): LegIndex {
  const byKey = new Map<string, Leg>();
  const byId = new Map<string, Leg[]>();
  const byParty = new Map<string, Leg[]>();
  return {
    add(leg) {
      const key = legKey(leg);
      if (byKey.has(key)) return;
      byKey.set(key, leg);
      for (const id of leg.ids) append(byId, id.text, leg);
      const parties = new Set([partyKey(leg.recipient), partyKey(leg.sender)]);
      for (const party of parties) if (party) append(byParty, `${leg.protocol} ${party}`, leg);
    },
    groupOf: (leg) => groupOf(leg, byId),
    ofParty: (protocol, address) => byParty.get(`${protocol} ${address}`) ?? [],
    size: () => byKey.size,
  };
}

function append(map: Map<string, Leg[]>, key: string, leg: Leg): void {
  const known = map.get(key);
  if (known) known.push(leg);
  else map.set(key, [leg]);
}

function groupOf(start: Leg, byId: ReadonlyMap<string, readonly Leg[]>): LegGroup {
  const legs = new Map([[legKey(start), start]]);
  const seenIds = new Set<string>();
  const open = start.ids.map((id) => id.text);
  let truncated = false;
  for (let id = open.pop(); id !== undefined && !truncated; id = open.pop()) {
    if (seenIds.has(id)) continue;
    seenIds.add(id);
    for (const leg of byId.get(id) ?? []) {
      const key = legKey(leg);
      if (legs.has(key)) continue;
      legs.set(key, leg);
      for (const next of leg.ids) open.push(next.text);
    }
    truncated = legs.size > groupLegsMax;
  }
  const all = [...legs.values()];
  const of = (role: Leg['role']) => all.filter((leg) => leg.role === role);
  return {
    sources: of('source'),
    destinations: of('destination'),
    refunds: of('refund'),
    updates: of('update'),
    truncated,
  };
}
