import { isUnowned } from '../accounts/unowned.ts';
import { type AccountId, chainOf } from '../domain/caip.ts';
import type { ClusterFacts } from '../domain/cluster-listing.ts';
import {
  type Completeness,
  complete,
  completenessOf,
  type IncompleteReason,
} from '../domain/completeness.ts';
import type { ScreeningFacts, ScreeningSubject } from '../domain/decision.ts';
import type { NameFacts } from '../domain/name-match.ts';
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
    lists: account ? sources.lists.health(at, floorJurisdictions) : unreadable,
    tracing: account ? tracingOf(account, sources.chains) : unreadable,
    listVersions: index.versions(),
    floorJurisdictions,
  };
}

function tracingOf(account: AccountId, chains: ChainCatalogue): Completeness {
  const tracing = chains.tracing(chainOf(account));
  return isUnowned(account) ? completenessOf([burnt, ...tracing.reasons]) : tracing;
}

const burnt: IncompleteReason = {
  code: 'nobodys-address',
  message: 'Nobody holds the key of this address: what is paid to it is lost',
};

/** Facts of a payout that goes to a bank or a payment service: there is no wallet to look at. */
export function factsWithoutWallet(
  given: string,
  floorJurisdictions: readonly string[],
  sources: FactSources,
  at: Date,
): ScreeningFacts {
  return {
    subject: { given },
    matches: [],
    lists: sources.lists.health(at, floorJurisdictions),
    tracing: completenessOf([{ code: 'no-wallet', message: 'Not paid to a wallet' }]),
    listVersions: sources.lists.index().versions(),
    floorJurisdictions,
    withoutWallet: true,
  };
}

/** Facts of a name on its own: nothing is paid, so there is nothing to follow. */
export function factsOfName(
  names: NameFacts,
  floorJurisdictions: readonly string[],
  sources: FactSources,
  at: Date,
): ScreeningFacts {
  const { name } = names.asked;
  return withNames(
    {
      subject: { given: name, name },
      matches: [],
      lists: sources.lists.health(at, floorJurisdictions),
      tracing: complete,
      listVersions: sources.lists.index().versions(),
      floorJurisdictions,
      nameOnly: true,
    },
    names,
  );
}

/** The same facts with what was found for the name; a name not looked at is a list not looked at. */
export function withNames(facts: ScreeningFacts, names: NameFacts | undefined): ScreeningFacts {
  if (!names) return facts;
  const subject = { ...facts.subject, name: names.asked.name };
  return { ...facts, subject, lists: bothOf(facts.lists, names.completeness), names };
}

/**
 * The same facts with what was found in the wallet's cluster. One that was not read to its end is a
 * part of the chain that was not looked at.
 */
export function withCluster(
  facts: ScreeningFacts,
  cluster: ClusterFacts | undefined,
): ScreeningFacts {
  if (!cluster) return facts;
  const matches = [...facts.matches, ...cluster.listings.map(({ match }) => match)];
  return { ...facts, matches, tracing: bothOf(facts.tracing, cluster.completeness), cluster };
}

function bothOf(a: Completeness, b: Completeness): Completeness {
  return b.state === 'complete' ? a : completenessOf([...a.reasons, ...b.reasons]);
}

const unreadable = completenessOf([
  { code: 'wallet-unreadable', message: 'The wallet is no readable address of its chain' },
]);
