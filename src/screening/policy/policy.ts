import type { Decision, RiskLevel, ScreeningFacts, Verdict } from '../../domain/decision.ts';
import type { ListingMatch } from '../../domain/listing.ts';
import type { NameFacts } from '../../domain/name-match.ts';
import type { AppliedFinding } from '../../domain/payee-finding.ts';

/** What a rule may look at: one word each, so that a policy stays data that a person can read. */
export type Condition =
  | 'listed-block'
  | 'listed-restrict'
  | 'listed-inform'
  | 'same-key-as-listed'
  | 'listed-contract-elsewhere'
  | 'in-cluster-of-listed'
  | 'formerly-listed'
  | 'name-match'
  | 'wallet-unreadable'
  | 'no-wallet'
  | 'lists-incomplete'
  | 'tracing-incomplete'
  | 'always';

/** Ordered rules, first match wins. Kept as data with a revision that every decision names. */
export interface Policy {
  readonly revision: string;
  readonly rules: readonly PolicyRule[];
}

export interface PolicyRule {
  readonly name: string;
  readonly when: Condition;
  readonly decision: Decision;
  readonly risk: RiskLevel;
}

/**
 * The policy until an organisation states its own. A listing of other jurisdictions than the
 * floor's is for a person to judge, and what could not be looked at is never allowed.
 */
export const builtInPolicy: Policy = {
  revision: 'builtin-1',
  rules: [
    { name: 'listed-elsewhere', when: 'listed-block', decision: 'review', risk: 'severe' },
    { name: 'restricted', when: 'listed-restrict', decision: 'review', risk: 'high' },
    { name: 'same-key', when: 'same-key-as-listed', decision: 'review', risk: 'high' },
    {
      name: 'listed-contract-elsewhere',
      when: 'listed-contract-elsewhere',
      decision: 'review',
      risk: 'high',
    },
    { name: 'listed-cluster', when: 'in-cluster-of-listed', decision: 'review', risk: 'high' },
    { name: 'name-match', when: 'name-match', decision: 'review', risk: 'high' },
    { name: 'reported', when: 'listed-inform', decision: 'review', risk: 'high' },
    { name: 'formerly-listed', when: 'formerly-listed', decision: 'review', risk: 'medium' },
    { name: 'wallet-unreadable', when: 'wallet-unreadable', decision: 'review', risk: 'unknown' },
    { name: 'lists-incomplete', when: 'lists-incomplete', decision: 'review', risk: 'unknown' },
    { name: 'no-wallet', when: 'no-wallet', decision: 'review', risk: 'unknown' },
    { name: 'tracing-incomplete', when: 'tracing-incomplete', decision: 'review', risk: 'low' },
    { name: 'nothing-found', when: 'always', decision: 'allow', risk: 'none' },
  ],
};

/**
 * Facts to decision. The floor comes before every rule and no policy lifts it: a current `block`
 * listing of one of the organisation's jurisdictions that names exactly this account, a payee whom
 * an analyst found to be a party of such a listing, or one who is blocked by status
 * (31 CFR 501.603; OFAC FAQ 560).
 */
export function decide(facts: ScreeningFacts, policy: Policy): Verdict {
  const floor = facts.matches.filter((match) => isFloor(match, facts.floorJurisdictions));
  const findings = findingsIn(facts).filter((one) => isOnFloor(one, facts.floorJurisdictions));
  if (floor.length + findings.length > 0) {
    const reasons = [...describe(floor), ...findings.map(describeFinding)];
    return {
      risk: 'severe',
      decision: 'block',
      rule: 'floor',
      policyRevision: policy.revision,
      reasons,
    };
  }
  for (const rule of policy.rules) {
    const reasons = reasonsFor(rule.when, facts);
    if (reasons) {
      const { name, decision, risk } = rule;
      return { risk, decision, rule: name, policyRevision: policy.revision, reasons };
    }
  }
  return {
    risk: 'unknown',
    decision: 'review',
    rule: 'no-rule',
    policyRevision: policy.revision,
    reasons: ['No rule of the policy matched'],
  };
}

function findingsIn({ names }: ScreeningFacts): readonly AppliedFinding[] {
  return names?.findings ?? [];
}

/** A status blocks wherever it is found; a listing in the jurisdictions of the floor. */
function isOnFloor(finding: AppliedFinding, floorJurisdictions: readonly string[]): boolean {
  if (finding.kind === 'blocked-by-status') return true;
  return finding.effect === 'block' && floorJurisdictions.includes(finding.jurisdiction);
}

const conditionOf = (finding: AppliedFinding): string =>
  finding.kind === 'is-listed-party' ? `listed-${finding.effect}` : finding.kind;

function describeFinding(finding: AppliedFinding): string {
  return finding.kind === 'is-listed-party'
    ? `confirmed: the payee is ${finding.party} (${finding.list} ${finding.uid})`
    : `confirmed by two: ${finding.status} (${finding.programme})`;
}

/** True when the match alone blocks, whatever the policy says. Matches are of listings in force. */
export function isFloor(match: ListingMatch, floorJurisdictions: readonly string[]): boolean {
  const { effect, jurisdiction } = match.listing;
  return match.kind === 'exact' && effect === 'block' && floorJurisdictions.includes(jurisdiction);
}

const exact = (effect: string) => (match: ListingMatch) =>
  match.kind === 'exact' && match.listing.effect === effect;
const ofKind = (kind: ListingMatch['kind']) => (match: ListingMatch) => match.kind === kind;

const matchConditions: Partial<Record<Condition, (match: ListingMatch) => boolean>> = {
  'listed-block': exact('block'),
  'listed-restrict': exact('restrict'),
  'listed-inform': exact('inform'),
  'same-key-as-listed': ofKind('same-key'),
  'listed-contract-elsewhere': ofKind('listed-contract-elsewhere'),
  'in-cluster-of-listed': ofKind('cluster'),
  'formerly-listed': ofKind('formerly-listed'),
};

/** Why the condition holds; undefined when it does not. */
function reasonsFor(when: Condition, facts: ScreeningFacts): readonly string[] | undefined {
  const test = matchConditions[when];
  if (test) {
    const met = describe(facts.matches.filter(test));
    const found = findingsIn(facts).filter((one) => when === conditionOf(one));
    const reasons = [...met, ...found.map(describeFinding)];
    return reasons.length === 0 ? undefined : reasons;
  }
  switch (when) {
    case 'always':
      return [
        facts.nameOnly
          ? 'No listing was found'
          : 'No listing was found and the chain can be followed',
        ...facts.lists.reasons.map(({ message }) => message),
      ];
    case 'name-match':
      return nameReasons(facts.names);
    case 'no-wallet':
      return facts.withoutWallet ? ['Not paid to a wallet: nothing could be screened'] : undefined;
    case 'wallet-unreadable':
      return facts.subject.account || facts.withoutWallet || facts.nameOnly
        ? undefined
        : ['The wallet is no readable address of its chain'];
    case 'lists-incomplete':
      return incompleteReasons(facts.lists);
    case 'tracing-incomplete':
      return incompleteReasons(facts.tracing);
    default:
      return undefined;
  }
}

function incompleteReasons(part: ScreeningFacts['lists']): readonly string[] | undefined {
  return part.state === 'complete' ? undefined : part.reasons.map((reason) => reason.message);
}

/** Matches that no analyst has settled; a name alone never blocks. */
function nameReasons(names: NameFacts | undefined): readonly string[] | undefined {
  const open = names?.matches.filter(({ dismissal }) => !dismissal) ?? [];
  if (open.length === 0) return undefined;
  return open.map(
    ({ party, list, uid, name, score }) =>
      `name: ${party} (${list} ${uid}), listed as ${name}, score ${score.toFixed(2)}`,
  );
}

/** One party may stand on a list under several symbols with the same wallet: said once. */
function describe(matches: readonly ListingMatch[]): string[] {
  return [...new Set(matches.map(describeMatch))];
}

function describeMatch(match: ListingMatch): string {
  const { listing, kind } = match;
  const until = listing.until ? `, until ${listing.until}` : '';
  return `${kind}: ${listing.party} (${listing.list} ${listing.uid}, published ${listing.published}${until})`;
}
