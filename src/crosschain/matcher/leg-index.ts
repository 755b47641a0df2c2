import { type Leg, legKey } from '../../domain/leg.ts';
import { isByTime } from './amount-time-tier.ts';
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
  /** Legs of a protocol that are matched by time, from one time (ms) to another and a little around. */
  ofTime(protocol: string, fromMs: number, toMs: number): readonly Leg[];
  size(): number;
}

/** Most keys have one leg: an array for each would double the memory of a large index. */
type OneOrMany = Leg | Leg[];

/** An empty index. */
export function legIndex(): LegIndex {
  const keys = new Set<string>();
  const byId = new Map<string, OneOrMany>();
  const byParty = new Map<string, OneOrMany>();
  const byHour = new Map<string, OneOrMany>();
  return {
    add(leg) {
      const key = legKey(leg);
      if (keys.has(key)) return;
      keys.add(key);
      for (const id of leg.ids) append(byId, id.text, leg);
      const parties = new Set([partyKey(leg.recipient), partyKey(leg.sender)]);
      for (const party of parties) if (party) append(byParty, `${leg.protocol} ${party}`, leg);
      if (isByTime(leg)) append(byHour, hourKey(leg.protocol, Date.parse(leg.time)), leg);
    },
    groupOf: (leg) => groupOf(leg, byId),
    ofParty: (protocol, address) => legsAt(byParty, `${protocol} ${address}`),
    ofTime: (protocol, fromMs, toMs) => {
      const found: Leg[] = [];
      for (let atMs = fromMs; atMs < toMs + hourMs; atMs += hourMs) {
        found.push(...legsAt(byHour, hourKey(protocol, atMs)));
      }
      return found;
    },
    size: () => keys.size,
  };
}

const hourMs = 3_600_000;

function hourKey(protocol: string, atMs: number): string {
  return `${protocol} ${Math.floor(atMs / hourMs)}`;
}

function append(map: Map<string, OneOrMany>, key: string, leg: Leg): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, leg);
  else if (Array.isArray(known)) known.push(leg);
  else map.set(key, [known, leg]);
}

function legsAt(map: ReadonlyMap<string, OneOrMany>, key: string): readonly Leg[] {
  const known = map.get(key);
  if (known === undefined) return [];
  return Array.isArray(known) ? known : [known];
}

function groupOf(start: Leg, byId: ReadonlyMap<string, OneOrMany>): LegGroup {
  const legs = new Map([[legKey(start), start]]);
  const seenIds = new Set<string>();
  const open = start.ids.map((id) => id.text);
  let truncated = false;
  for (let id = open.pop(); id !== undefined && !truncated; id = open.pop()) {
    if (seenIds.has(id)) continue;
    seenIds.add(id);
    for (const leg of legsAt(byId, id)) {
      const key = legKey(leg);
      if (legs.has(key)) continue;
      legs.set(key, leg);
      // Anybody can emit a link: over one of a contract that is not listed beside others none goes on.
      if (leg.role === 'link' && leg.contract === 'unlisted') continue;
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
