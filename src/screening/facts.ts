import { chainOf } from '../domain/caip.ts';
import { complete, completenessOf } from '../domain/completeness.ts';
import type { ScreeningFacts, ScreeningSubject } from '../domain/decision.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';

export interface FactSources {
  readonly lists: ScreeningLists;
  readonly chains: ChainCatalogue;
}

/** Gathers, from memory alone, everything that the policy may look at for one wallet. */
export function factsOf(
  subject: ScreeningSubject,
  floorJurisdictions: readonly string[],
  sources: FactSources,
  at: Date,
): ScreeningFacts {
  const index = sources.lists.index();
  const { account } = subject;
  return {
    subject,
    matches: account ? index.matchesOf(account) : [],
    lists: account ? sources.lists.health(at) : unreadable,
    tracing: account ? sources.chains.tracing(chainOf(account)) : unreadable,
    listVersions: index.versions(),
    floorJurisdictions,
  };
}

/** Facts of a payout that goes to a bank or a payment service: there is no wallet to look at. */
export function factsWithoutWallet(
  given: string,
  floorJurisdictions: readonly string[],
  sources: FactSources,
): ScreeningFacts {
  return {
    subject: { given },
    matches: [],
    lists: complete,
    tracing: completenessOf([{ code: 'no-wallet', message: 'Not paid to a wallet' }]),
    listVersions: sources.lists.index().versions(),
    floorJurisdictions,
    withoutWallet: true,
  };
}

const unreadable = completenessOf([
  { code: 'wallet-unreadable', message: 'The wallet is no readable address of its chain' },
]);
