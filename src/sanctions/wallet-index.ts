import { accountKey } from '../accounts/account.ts';
import { keyTwins, nestedSegwitKeys } from '../accounts/key-twins.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Listing, ListingMatch, ListVersion } from '../domain/listing.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';

const none: readonly ListingMatch[] = [];

function push(map: Map<string, Listing[]>, key: string, listing: Listing): void {
  const found = map.get(key);
  if (found) found.push(listing);
  else map.set(key, [listing]);
}

/** The listings in force, by account key and by the keys that the same secret key opens. */
export class WalletIndex implements SanctionsIndex {
  readonly #versions: readonly ListVersion[];
  readonly #exact = new Map<string, Listing[]>();
  readonly #twins = new Map<string, Listing[]>();

  constructor(versions: readonly ListVersion[], listings: readonly Listing[]) {
    this.#versions = versions;
    for (const listing of listings) {
      if (listing.accountKey === undefined) continue;
      push(this.#exact, listing.accountKey, listing);
      for (const twin of keyTwins(listing.accountKey)) push(this.#twins, twin, listing);
    }
  }

  /** How many different accounts are listed. */
  get accounts(): number {
    return this.#exact.size;
  }

  versions(): readonly ListVersion[] {
    return this.#versions;
  }

  matchesOf(account: AccountId): readonly ListingMatch[] {
    return this.matchesOfKey(accountKey(account), account);
  }

  /** The same where the key is known already; the matches name `account`. */
  matchesOfKey(key: string, account: AccountId): readonly ListingMatch[] {
    const exact = this.#exact.get(key);
    const twins = this.#twins.get(key);
    const nested = this.#nestedOf(key);
    if (!exact && !twins && nested.length === 0) return none;
    const sameKey = new Set([...(twins ?? []), ...nested]);
    return [
      ...(exact ?? []).map((listing): ListingMatch => ({ listing, kind: 'exact', account })),
      ...[...sameKey].map((listing): ListingMatch => ({ listing, kind: 'same-key', account })),
    ];
  }

  /** A listed P2SH does not tell which key it nests; a wallet's key tells its P2SH (BIP-49). */
  #nestedOf(key: string): Listing[] {
    return nestedSegwitKeys(key).flatMap((nested) => this.#exact.get(nested) ?? []);
  }
}
