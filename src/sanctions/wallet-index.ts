import { accountKey } from '../accounts/account.ts';
import { keyTwins, nestedSegwitKeys } from '../accounts/key-twins.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { Listing, ListingMatch, ListVersion, MatchKind } from '../domain/listing.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import { EvmTails } from './evm-tails.ts';

const none: readonly ListingMatch[] = [];
/** How the accounts of EVM chains begin, and their keys (`accountKey`). */
const [evmAccounts, evmKeys] = ['eip155:', 'evm:'] as const;
const noListings: readonly Listing[] = [];

/** Accounts that are contracts: their key, and the chains on which the contract stands. */
export type ListedContracts = ReadonlyMap<string, ReadonlySet<ChainId>>;

/**
 * The listings in force, by account key and by the keys that the same secret key opens; and those
 * that ended, of accounts that none names any more.
 */
export class WalletIndex implements SanctionsIndex {
  readonly #versions: readonly ListVersion[];
  readonly #exact = new Map<string, Listing[]>();
  readonly #twins = new Map<string, Listing[]>();
  readonly #ended = new Map<string, Listing[]>();
  readonly #evmTails = new EvmTails();
  readonly #contracts: ListedContracts;

  constructor(
    versions: readonly ListVersion[],
    listings: readonly Listing[],
    contracts: ListedContracts = new Map(),
    ended: readonly Listing[] = [],
  ) {
    this.#versions = versions;
    this.#contracts = contracts;
    for (const listing of listings) {
      if (listing.accountKey === undefined) continue;
      this.#add(this.#exact, listing.accountKey, listing);
      for (const twin of keyTwins(listing.accountKey)) this.#add(this.#twins, twin, listing);
    }
    for (const listing of ended) {
      if (listing.accountKey !== undefined) this.#add(this.#ended, listing.accountKey, listing);
    }
  }

  #add(map: Map<string, Listing[]>, key: string, listing: Listing): void {
    if (key.startsWith(evmKeys)) this.#evmTails.add(key);
    const found = map.get(key);
    if (found) found.push(listing);
    else map.set(key, [listing]);
  }

  /** How many different accounts are listed. */
  get accounts(): number {
    return this.#exact.size;
  }

  versions(): readonly ListVersion[] {
    return this.#versions;
  }

  matchesOf(account: AccountId): readonly ListingMatch[] {
    if (account.startsWith(evmAccounts) && !this.#evmTails.mayHave(account)) return none;
    return this.matchesOfKey(accountKey(account), account);
  }

  /** The same where the key is known already; the matches name `account`. */
  matchesOfKey(key: string, account: AccountId): readonly ListingMatch[] {
    const exact = this.#exact.get(key);
    const twins = this.#twins.get(key);
    const nested = this.#nestedOf(key);
    const ended = exact ? undefined : this.#ended.get(key);
    if (!exact && !twins && !ended && nested.length === 0) return none;
    const sameKey = new Set([...(twins ?? []), ...nested]);
    const kind = this.#exactKind(key, account);
    return [
      ...(exact ?? []).map((listing): ListingMatch => ({ listing, kind, account })),
      ...[...sameKey].map((listing): ListingMatch => ({ listing, kind: 'same-key', account })),
      ...(ended ?? []).map(
        (listing): ListingMatch => ({
          ...{ listing, kind: 'formerly-listed', account },
        }),
      ),
    ];
  }

  /**
   * A key is its holder's on every chain of the family. A contract has no key: what stands at its
   * address on another chain may be another party's.
   */
  #exactKind(key: string, account: AccountId): MatchKind {
    const chains = this.#contracts.get(key);
    return chains && !chains.has(chainOf(account)) ? 'listed-contract-elsewhere' : 'exact';
  }

  listingsOfKey(key: string): readonly Listing[] {
    const twins = this.#twins.get(key) ?? [];
    return [...new Set([...(this.#exact.get(key) ?? []), ...twins, ...this.#nestedOf(key)])];
  }

  /** A listed P2SH does not tell which key it nests; a wallet's key tells its P2SH (BIP-49). */
  #nestedOf(key: string): readonly Listing[] {
    const nested = nestedSegwitKeys(key);
    return nested.length === 0 ? noListings : nested.flatMap((one) => this.#exact.get(one) ?? []);
  }
}
