import type { Screening } from '../domain/decision.ts';
import { differs, type Verification } from '../domain/discrepancy.ts';
import { WagetraceError } from '../domain/errors.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import { decide, type Policy } from './policy/policy.ts';

/**
 * Decides a stored screening again, from its stored facts and from the lists as they were known
 * then. Throws `policy.unknown-revision` when it was made under a policy that is not kept here.
 */
export async function verifyScreening(
  screening: Screening,
  lists: ScreeningLists,
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
  const matches = facts.subject.account ? index.matchesOf(facts.subject.account) : [];
  const again = decide({ ...facts, matches }, policy);
  const discrepancies = [
    ...differs('listing', facts.subject.given, namesOf(facts.matches), namesOf(matches)),
    ...differs('verdict', 'decision', verdict.decision, again.decision),
    ...differs('verdict', 'rule', verdict.rule, again.rule),
    ...differs('verdict', 'risk', verdict.risk, again.risk),
  ];
  return { id: screening.id, holds: discrepancies.length === 0, discrepancies };
}

function namesOf(matches: readonly ListingMatch[]): string {
  return encodeJson(
    matches
      .map(({ kind, listing }) => [kind, listing.list, listing.uid, listing.party, listing.raw])
      .map((fields) => fields.join(' '))
      .sort(),
  );
}
