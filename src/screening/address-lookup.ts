import { recogniseAddress } from '../accounts/account.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Listing } from '../domain/listing.ts';
import type { Clock } from '../ports/clock.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';

/**
 * The listings in force of an address that comes without its chain, by every family whose spelling
 * it satisfies. No listing is relied upon as a clean answer, so there is none unless the address
 * was read and every list is fresh, which a snapshot that ships with the product is not.
 * Throws `account.unreadable`, `list.incomplete`.
 */
export function listingsOfAddress(
  lists: ScreeningLists,
  clock: Clock,
  address: string,
): readonly Listing[] {
  const readings = recogniseAddress(address).filter(({ checksum }) => checksum !== 'wrong');
  if (readings.length === 0) {
    throw new WagetraceError('account.unreadable', 'Not an address of any chain known here');
  }
  const index = lists.index();
  const found = new Set(readings.flatMap(({ key }) => index.listingsOfKey(key)));
  if (found.size === 0) checkFresh(lists, clock.now());
  return [...found];
}

function checkFresh(lists: ScreeningLists, at: Date): void {
  const { state, reasons: wanting } = lists.health(at);
  const stale = state === 'incomplete' ? wanting.map(({ message }) => message) : [];
  const shipped = lists
    .index()
    .versions()
    .filter((version) => version.shipped);
  const reasons = [
    ...stale,
    ...shipped.map(({ list, published }) => `${list} is the shipped snapshot of ${published}`),
  ];
  if (reasons.length === 0) return;
  throw new WagetraceError('list.incomplete', 'Nothing was found, in lists that are not fresh', {
    retryable: true,
    details: { reasons },
  });
}
