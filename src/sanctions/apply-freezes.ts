import { createHash } from 'node:crypto';
import { encodeJson } from '../domain/json.ts';
import type { ChainEvent } from '../domain/transfer.ts';
import type { Clock } from '../ports/clock.ts';
import type { RefreshResult } from '../ports/lists.ts';
import type { ListSource } from './list-source.ts';
import { citedVersion, versionOf } from './list-version.ts';
import { mapFreezes } from './lists/issuer-freezes/map.ts';
import { type FreezeEvent, parseFreeze } from './lists/issuer-freezes/parse.ts';
import type { ListStore } from './store.ts';
import type { FreezeCursor } from './store-freezes.ts';

/** In the order of their chain, those that were not applied before. */
function newFreezes(
  events: readonly ChainEvent[],
  symbols: ReadonlyMap<string, string>,
  cursors: readonly FreezeCursor[],
): FreezeEvent[] {
  const applied = new Map(cursors.map((cursor) => [cursor.contract, cursor]));
  return events
    .filter(({ contract }) => symbols.has(contract))
    .flatMap((event) => parseFreeze(event) ?? [])
    .filter(({ contract, height, logIndex }) => {
      const cursor = applied.get(contract);
      return (
        !cursor ||
        height > cursor.height ||
        (height === cursor.height && logIndex > cursor.logIndex)
      );
    })
    .sort((a, b) => a.height - b.height || a.logIndex - b.logIndex);
}

function cursorsAfter(events: readonly FreezeEvent[]): FreezeCursor[] {
  // In order, so that the last of a contract stays.
  return [
    ...new Map(
      events.map(({ contract, height, logIndex }) => [contract, { contract, height, logIndex }]),
    ).values(),
  ];
}

/**
 * Takes freezes and releases out of chain events and makes a new version of the list of them.
 * Only events of final blocks may be given, of each contract in order from one call to the next;
 * `symbols` names the issuers' contracts, and events of others are left alone.
 */
export async function applyFreezes(
  source: ListSource,
  events: readonly ChainEvent[],
  symbols: ReadonlyMap<string, string>,
  store: ListStore,
  clock: Clock,
): Promise<RefreshResult> {
  const fresh = newFreezes(events, symbols, await store.freezeCursors());
  const state = (await store.states()).find(({ list }) => list === source.list);
  const inForce = state?.version ? { version: citedVersion(state.version) } : {};
  const nothing = { list: source.list, added: 0, removed: 0, modified: 0 };
  if (fresh.length === 0) return { ...nothing, ...inForce, outcome: 'unchanged' };
  const document = mapFreezes(await store.openListings(source.list), fresh, symbols);
  const sha256 = createHash('sha256').update(encodeJson(document.identifiers)).digest('hex');
  const version = versionOf(source, document, sha256, clock.now(), state?.version);
  const next = { profile: source, document, version, replacesShipped: false };
  const applied = await store.swap(next, {}, cursorsAfter(fresh));
  return { ...nothing, ...applied, version, outcome: 'updated' };
}
