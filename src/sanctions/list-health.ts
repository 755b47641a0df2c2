import type { IncompleteReason } from '../domain/completeness.ts';
import type { ListInUse } from './list-sources.ts';
import { isStale } from './list-status.ts';
import type { ListState } from './store-version.ts';

/**
 * Why screening against the lists is incomplete: one that the operator requires, or that blocks in a
 * jurisdiction of the floor, is missing or too old; or none is in use that blocks there.
 */
export function listHealth(
  lists: readonly ListInUse[],
  states: readonly ListState[],
  floorJurisdictions: readonly string[],
  at: Date,
): IncompleteReason[] {
  const isCovered = (code: string) => lists.some((one) => isOnFloor(one, [code]));
  const uncovered = floorJurisdictions.filter((code) => !isCovered(code));
  const wanting = lists.flatMap((one): IncompleteReason[] => {
    if (!one.config.required && !isOnFloor(one, floorJurisdictions)) return [];
    const { list } = one.source;
    const state = states.find((candidate) => candidate.list === list);
    if (!state?.version) {
      return [{ code: 'list-missing', message: `The list ${list} was never loaded` }];
    }
    if (!isStale(one.config, state, at)) return [];
    const since = state.checkedAt?.toISOString() ?? 'never';
    return [
      { code: 'list-stale', message: `${list} was last confirmed by its publisher: ${since}` },
    ];
  });
  return [...wanting, ...reasonFor('floor-without-list', 'No list in use blocks for', uncovered)];
}

/** A list of the operator's own is no cover for a publisher's, nor must it be there (`required`). */
function isOnFloor({ source, config }: ListInUse, floorJurisdictions: readonly string[]): boolean {
  if (config.source !== undefined) return false;
  return source.effect === 'block' && floorJurisdictions.includes(source.jurisdiction);
}

/** What a complete answer did not look at: lists that were never loaded, and parts that do not ship. */
export function listsInPart(
  lists: readonly ListInUse[],
  states: readonly ListState[],
): IncompleteReason[] {
  const versionOf = (list: string) => states.find((state) => state.list === list)?.version;
  const never = lists
    .filter(({ source }) => !versionOf(source.list))
    .map(({ source }) => source.list);
  const shipped = lists.flatMap(({ source }) => {
    const version = versionOf(source.list);
    if (!version?.shipped || !source.shipped) return [];
    return [`${source.list} of ${version.published}, ${source.shipped.has}`];
  });
  return [
    ...reasonFor('lists-never-loaded', 'Never loaded', never),
    ...reasonFor('lists-as-shipped', 'As shipped, in part', shipped),
  ];
}

const reasonFor = (code: string, what: string, lists: readonly string[]): IncompleteReason[] =>
  lists.length === 0 ? [] : [{ code, message: `${what}: ${lists.join('; ')}` }];
