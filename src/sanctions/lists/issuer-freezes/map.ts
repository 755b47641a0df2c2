import { displayAddress } from '../../../accounts/account.ts';
import type { Listing } from '../../../domain/listing.ts';
import type { ListDocument, PublishedIdentifier } from '../../list-source.ts';
import type { FreezeEvent } from './parse.ts';

function identifierOf(listing: Listing): PublishedIdentifier {
  return {
    uid: listing.uid,
    party: listing.party,
    aliases: listing.aliases,
    programmes: listing.programmes,
    ...(listing.declaredSymbol === undefined ? {} : { declaredSymbol: listing.declaredSymbol }),
    raw: listing.raw,
    published: listing.published,
    ...(listing.until === undefined ? {} : { until: listing.until }),
  };
}

function apply(
  identifiers: PublishedIdentifier[],
  event: FreezeEvent,
  symbol: string | undefined,
): void {
  const raw = displayAddress(event.account);
  const at = identifiers.findIndex(
    (one) => one.uid === event.contract && one.raw === raw && one.until === undefined,
  );
  const frozen = identifiers[at];
  if (event.action === 'unfreeze' && frozen) identifiers[at] = { ...frozen, until: event.day };
  if (event.action === 'destroy' && frozen) {
    identifiers[at] = { ...frozen, programmes: ['frozen', 'destroyed'] };
  }
  if (event.action !== 'freeze' || frozen) return;
  identifiers.push({
    uid: event.contract,
    party: `Holder frozen by the issuer of ${symbol ?? event.contract}`,
    aliases: [],
    programmes: ['frozen'],
    ...(symbol === undefined ? {} : { declaredSymbol: symbol }),
    raw,
    published: event.day,
  });
}

/**
 * What is frozen after some more events, in their order, on what was frozen before. A release ends
 * a listing and leaves it in the history. `symbols` are those of the contracts.
 */
export function mapFreezes(
  before: readonly Listing[],
  events: readonly FreezeEvent[],
  symbols: ReadonlyMap<string, string>,
): ListDocument {
  const identifiers = before.map(identifierOf);
  for (const event of events) apply(identifiers, event, symbols.get(event.contract));
  const published = events
    .map(({ day }) => day)
    .sort()
    .at(-1);
  return {
    ...(published === undefined ? {} : { published }),
    records: identifiers.length,
    parties: [],
    identifiers,
  };
}
