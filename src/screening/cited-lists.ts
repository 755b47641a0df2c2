import { createHash } from 'node:crypto';
import type { Screening } from '../domain/decision.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListVersion } from '../domain/listing.ts';

/** An index hands out one array for as long as it lives, so each is written and hashed once. */
const known = new WeakMap<readonly ListVersion[], string>();

/** By what the list versions of a screening are stored: the sha256, hex, of their JSON. */
export function sha256Of(versions: readonly ListVersion[]): string {
  const before = known.get(versions);
  if (before !== undefined) return before;
  const sha256 = createHash('sha256').update(encodeJson(versions)).digest('hex');
  known.set(versions, sha256);
  return sha256;
}

/** The distinct list versions that these screenings rest on, `[{sha256, versions}]` as JSON. */
export function citedLists(screenings: readonly Screening[]): string {
  const cited = new Map(
    screenings.map(({ facts: { listVersions } }) => [sha256Of(listVersions), listVersions]),
  );
  return encodeJson([...cited].map(([sha256, versions]) => ({ sha256, versions })));
}
