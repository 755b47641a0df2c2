import { canonicalJson } from '../domain/json.ts';
import type { NamedSubject, NameFacts } from '../domain/name-match.ts';

/** An analyst's finding that this payee is not that party, to be used again until it expires. */
export interface NameDismissal {
  readonly id: string;
  readonly payeeRef: string;
  /** Who the payee was when the analyst looked; another name or birth asks the question anew. */
  readonly asked: NamedSubject;
  readonly list: string;
  readonly uid: string;
  readonly party: string;
  /** Of the party's data that the analyst saw; other data asks the question anew. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly actor: string;
  /** ISO 8601 UTC. */
  readonly decidedAt: string;
  /** ISO 8601 UTC; from this moment the finding no longer counts. */
  readonly expiresAt: string;
}

/**
 * Marks the matches of a payee's name that an earlier finding settles. A finding counts for its
 * payee and party only, while both are what the analyst saw, and before its expiry; of several the
 * latest counts. A settled match stays in sight.
 */
export function applyDismissals(
  facts: NameFacts,
  payeeRef: string,
  dismissals: readonly NameDismissal[],
  now: Date,
): NameFacts {
  const asked = canonicalJson(facts.asked);
  const counting = dismissals
    .filter((one) => one.payeeRef === payeeRef && Date.parse(one.expiresAt) > now.getTime())
    .filter((one) => canonicalJson(one.asked) === asked)
    .sort((a, b) => Date.parse(b.decidedAt) - Date.parse(a.decidedAt));
  if (counting.length === 0) return facts;
  const matches = facts.matches.map((match) => {
    const by = counting.find(
      (one) =>
        one.list === match.list && one.uid === match.uid && one.fingerprint === match.fingerprint,
    );
    return by ? { ...match, dismissal: { id: by.id, expiresAt: by.expiresAt } } : match;
  });
  return { ...facts, matches };
}
