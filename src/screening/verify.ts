import type { AccountId } from '../domain/caip.ts';
import type { Screening, ScreeningFacts } from '../domain/decision.ts';
import { differs, type Verification } from '../domain/discrepancy.ts';
import { WagetraceError } from '../domain/errors.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { NameScreening } from '../ports/name-screening.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import { clusterOf } from '../tracing/clustering/cluster-of.ts';
import { clusterListings } from '../tracing/clustering/listed-cluster.ts';
import { decide, type Policy } from './policy/policy.ts';

/**
 * Decides a stored screening again, from its stored facts and from the lists as they were known
 * then; a cluster is put together again from the evidence that it cites. Names are searched again by the same rules; where the rules are others now, that is the
 * discrepancy. Throws `names.failed`, and `policy.unknown-revision` when it was made under a policy that is not kept here.
 */
export async function verifyScreening(
  screening: Screening,
  lists: ScreeningLists,
  names: NameScreening,
  policies: readonly Policy[],
): Promise<Verification> {
  const { facts, verdict } = screening;
  const policy = policies.find((one) => one.revision === verdict.policyRevision);
  if (!policy) {
    throw new WagetraceError('policy.unknown-revision', 'This policy revision is not kept here', {
      details: { revision: verdict.policyRevision },
    });
  }
  const index = await lists.indexKnownAt(new Date(screening.at), facts.listVersions);
  const matches = facts.subject.account ? matchesAgain(facts.subject.account, facts, index) : [];
  const named = await searchAgain(facts.names, names);
  const again = decide({ ...facts, matches, ...(named ? { names: named } : {}) }, policy);
  const discrepancies = [
    ...differs('listing', facts.subject.given, namesOf(facts.matches), namesOf(matches)),
    ...differs('engine', 'matcher', facts.names?.matcherVersion ?? '', named?.matcherVersion ?? ''),
    ...differs('listing', 'name', bearersOf(facts.names), bearersOf(named)),
    ...differs('verdict', 'decision', verdict.decision, again.decision),
    ...differs('verdict', 'rule', verdict.rule, again.rule),
    ...differs('verdict', 'risk', verdict.risk, again.risk),
  ];
  return { id: screening.id, holds: discrepancies.length === 0, discrepancies };
}

function matchesAgain(
  account: AccountId,
  { cluster }: ScreeningFacts,
  index: SanctionsIndex,
): readonly ListingMatch[] {
  const matches = index.matchesOf(account);
  if (cluster === undefined) return matches;
  const cited = clusterOf(cluster.listings.flatMap(({ evidence }) => evidence));
  // Others that the cited transactions name may be listed too, and were too many to be cited.
  const named = new Set(cluster.listings.map(({ listedAccount }) => listedAccount));
  const found = clusterListings(cited, account, (member) =>
    named.has(member) ? index.matchesOf(member) : [],
  );
  return [...matches, ...found.map(({ match }) => match)];
}

/**
 * What the parties of then give by the rules of now. What was never searched stays so, and what an
 * analyst had settled stays settled: that is no finding of the matcher's.
 */
async function searchAgain(
  stored: NameFacts | undefined,
  names: NameScreening,
): Promise<NameFacts | undefined> {
  if (stored?.knownAt === undefined) return stored;
  if (stored.matcherVersion !== names.matcherVersion) {
    return { ...stored, matcherVersion: names.matcherVersion };
  }
  const found = await names.searchKnownAt(stored.asked, stored.knownAt);
  const matches = found.matches.map((match) => {
    const before = stored.matches.find(({ list, uid }) => list === match.list && uid === match.uid);
    return before?.dismissal ? { ...match, dismissal: before.dismissal } : match;
  });
  return { ...found, matches, ...(stored.findings ? { findings: stored.findings } : {}) };
}

function bearersOf(names: NameFacts | undefined): string {
  const matches = names?.matches ?? [];
  return encodeJson(
    matches
      .map(({ list, uid, name, score }) => `${list} ${uid} ${name} ${score.toFixed(4)}`)
      .sort(),
  );
}

function namesOf(matches: readonly ListingMatch[]): string {
  return encodeJson(
    matches
      .map(({ kind, listing }) => [kind, listing.list, listing.uid, listing.party, listing.raw])
      .map((fields) => fields.join(' '))
      .sort(),
  );
}
