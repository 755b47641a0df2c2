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

/** What is frozen and what was, each once; those in force are found by contract and address. */
class Frozen {
  readonly identifiers: PublishedIdentifier[];
  readonly #inForce = new Map<string, number>();

  constructor(before: readonly Listing[]) {
    this.identifiers = before.map(identifierOf);
    this.identifiers.forEach(({ uid, raw, until }, at) => {
      if (until === undefined) this.#inForce.set(`${uid} ${raw}`, at);
    });
  }

  apply(event: FreezeEvent, symbol: string | undefined): void {
    const raw = displayAddress(event.account);
    const key = `${event.contract} ${raw}`;
    const at = this.#inForce.get(key);
    const frozen = at === undefined ? undefined : this.identifiers[at];
    if (at !== undefined && frozen && event.action === 'unfreeze') {
      this.identifiers[at] = { ...frozen, until: event.day };
      this.#inForce.delete(key);
    } else if (at !== undefined && frozen && event.action === 'destroy') {
      this.identifiers[at] = { ...frozen, programmes: ['frozen', 'destroyed'] };
    } else if (!frozen && event.action === 'freeze') {
      this.#inForce.set(key, this.identifiers.push(freezeOf(event, raw, symbol)) - 1);
    }
  }
}

function freezeOf(
  event: FreezeEvent,
  raw: string,
  symbol: string | undefined,
): PublishedIdentifier {
  return {
    uid: event.contract,
    party: `Holder frozen by the issuer of ${symbol ?? event.contract}`,
    aliases: [],
    programmes: ['frozen'],
    ...(symbol === undefined ? {} : { declaredSymbol: symbol }),
    raw,
    published: event.day,
  };
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
  const frozen = new Frozen(before);
  for (const event of events) frozen.apply(event, symbols.get(event.contract));
  const published = events
    .map(({ day }) => day)
    .sort()
    .at(-1);
  return {
    ...(published === undefined ? {} : { published }),
    records: frozen.identifiers.length,
    parties: [],
    identifiers: frozen.identifiers,
  };
}
