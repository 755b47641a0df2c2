import { createHash } from 'node:crypto';
import { encodeJson } from '../domain/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { ToldEvent } from '../ports/contract-events.ts';
import type { RefreshResult } from '../ports/lists.ts';
import type { ListSource } from './list-source.ts';
import { citedVersion, versionOf } from './list-version.ts';
import { mapFreezes } from './lists/issuer-freezes/map.ts';
import { type FreezeEvent, parseFreeze } from './lists/issuer-freezes/parse.ts';
import type { ListStore } from './store.ts';
import type { FreezeReading } from './store-freezes.ts';

/** In the order of their chain, those above what was read before. */
function newFreezes(events: readonly ToldEvent[], readBefore: number): FreezeEvent[] {
  return events
    .flatMap((event) => parseFreeze(event) ?? [])
    .filter(({ height }) => height > readBefore)
    .sort((a, b) => a.height - b.height || a.logIndex - b.logIndex);
}

/**
 * Takes freezes and releases out of the events of one issuer's contract, all of them up to the
 * height of `reading`, and makes a new version of the list of them. Only events of final blocks
 * may be given. `symbols` are those of the issuers' contracts.
 */
export async function applyFreezes(
  source: ListSource,
  events: readonly ToldEvent[],
  symbols: ReadonlyMap<string, string>,
  reading: FreezeReading,
  store: ListStore,
  clock: Clock,
): Promise<RefreshResult> {
  const readBefore = (await store.freezesReadTo()).get(reading.contract) ?? -1;
  const fresh = newFreezes(events, readBefore);
  const state = (await store.states()).find(({ list }) => list === source.list);
  const inForce = state?.version ? { version: citedVersion(state.version) } : {};
  const nothing = { list: source.list, added: 0, removed: 0, modified: 0 };
  if (fresh.length === 0) {
    await store.recordFreezesRead(reading);
    return { ...nothing, ...inForce, outcome: 'unchanged' };
  }
  const document = mapFreezes(await store.openListings(source.list), fresh, symbols);
  const sha256 = createHash('sha256').update(encodeJson(document.identifiers)).digest('hex');
  // Another contract may have been read further: the list is as of the later day.
  const days = [document.published, state?.version?.published].flatMap((day) => day ?? []).sort();
  const dated = { ...document, ...(days.length > 0 ? { published: days.at(-1) ?? '' } : {}) };
  const version = versionOf(source, dated, sha256, clock.now(), state?.version);
  const next = { profile: source, document: dated, version, replacesShipped: false };
  const applied = await store.swapFreezes(next, reading);
  return { ...nothing, ...applied, version, outcome: 'updated' };
}
