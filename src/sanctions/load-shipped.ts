import { createHash } from 'node:crypto';
import { encodeJson } from '../domain/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { ListSource } from './list-source.ts';
import { versionOf } from './list-version.ts';
import type { ListStore } from './store.ts';

/**
 * Loads the version that ships with the product where nothing was ever loaded. Processes that do
 * so at once wait for one another.
 */
export async function loadShipped(
  source: ListSource,
  store: ListStore,
  clock: Clock,
): Promise<void> {
  if (!source.shipped) return;
  const states = await store.states();
  if (states.some(({ list, version }) => list === source.list && version)) return;
  const document = await source.shipped.read(source);
  const sha256 = createHash('sha256').update(encodeJson(document)).digest('hex');
  const version = { ...versionOf(source, document, sha256, clock.now()), shipped: true };
  await store.swapFirst({ profile: source, document, version, replacesShipped: false });
}
