import type { NameHit } from './name-index.ts';

/** An analyst's finding that this payee is not that party, to be used again until it expires. */
export interface NameDismissal {
  readonly payeeId: string;
  readonly partyId: string;
  /** Fingerprint of the party's data that the analyst saw; other data asks the question anew. */
  readonly partyFingerprint: string;
  readonly reason: string;
  readonly decidedBy: string;
  /** ISO 8601 UTC. */
  readonly decidedAt: string;
  /** ISO 8601 UTC; from this moment the finding no longer counts. */
  readonly expiresAt: string;
}

export interface DismissedHits {
  /** Hits that need a decision. */
  readonly open: readonly NameHit[];
  /** Hits that a finding answers, each with the finding; shown, never hidden. */
  readonly dismissed: readonly { readonly hit: NameHit; readonly by: NameDismissal }[];
}

/**
 * Parts the hits on a payee's name into those still open and those that an earlier finding
 * answers. A finding counts for its payee and party only, while the party's data are what the
 * analyst saw (`fingerprintOf`), and before its expiry; of several the latest counts.
 */
export function applyDismissals(
  hits: readonly NameHit[],
  dismissals: readonly NameDismissal[],
  at: {
    readonly payeeId: string;
    readonly now: Date;
    readonly fingerprintOf: (partyId: string) => string | undefined;
  },
): DismissedHits {
  const counts = (finding: NameDismissal): boolean =>
    finding.payeeId === at.payeeId &&
    Date.parse(finding.expiresAt) > at.now.getTime() &&
    at.fingerprintOf(finding.partyId) === finding.partyFingerprint;
  const byParty = new Map(
    dismissals
      .filter(counts)
      .sort((a, b) => Date.parse(a.decidedAt) - Date.parse(b.decidedAt))
      .map((finding) => [finding.partyId, finding] as const),
  );
  const open: NameHit[] = [];
  const dismissed: { hit: NameHit; by: NameDismissal }[] = [];
  for (const hit of hits) {
    const by = byParty.get(hit.partyId);
    if (by) dismissed.push({ hit, by });
    else open.push(hit);
  }
  return { open, dismissed };
}
