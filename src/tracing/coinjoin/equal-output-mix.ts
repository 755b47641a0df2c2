import type { CoinJoinCandidate } from './candidate.ts';
import type { CoinJoinFinding } from './finding.ts';
import { fundingOf } from './funding.ts';
import {
  type EqualRound,
  equalRoundOf,
  hasMakersChanges,
  joinMarketFunding,
} from './joinmarket.ts';

/** What a participant without change may lose: below the dust limit it is given to the miner. */
const lostChangeMaxBase = 10_000n;
/** With so many changes and participants the shape alone tells, when the search was cut. */
const participantsMinByShape = 5;

/**
 * A mix of equal outputs by no protocol known here: three or more, some participants without
 * change, perhaps one output that pays who coordinates. Every input belongs to one participant
 * who gets back what it put in, less the fees. A batch of equal wages fails this: one change
 * output holds the rest of every input.
 */
export function equalOutputMix(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const round = equalRoundOf(candidate);
  if (round === undefined || !fundedByParticipants(candidate, round)) return undefined;
  return {
    kind: 'coinjoin',
    rule: 'equal-outputs-each-funded',
    anonymitySet: round.group.count,
    denominationBase: round.group.amountBase,
  };
}

function fundedByParticipants(candidate: CoinJoinCandidate, round: EqualRound): boolean {
  if (isFunded(candidate, round.changes, round)) return true;
  const [coordinator, ...changes] = [...round.changes].sort((a, b) => (a < b ? -1 : 1));
  if (coordinator !== undefined && isFunded(candidate, changes, round, coordinator)) return true;
  const byShape = round.group.count >= participantsMinByShape && hasMakersChanges(round);
  return byShape && joinMarketFunding(candidate, round) === 'undecided';
}

function isFunded(
  candidate: CoinJoinCandidate,
  changes: readonly bigint[],
  round: EqualRound,
  coordinatorBase = 0n,
): boolean {
  const { amountBase, count } = round.group;
  const shareBase = (round.feeBase + coordinatorBase) / BigInt(count);
  const answer = fundingOf({
    inputs: candidate.inputs.map((input) => input.amountBase),
    targets: Array.from({ length: count }, (_, i) => amountBase + (changes[i] ?? 0n)),
    gainMaxBase: 0n,
    costMaxBase: shareBase * 2n + lostChangeMaxBase,
  });
  return answer === 'funded';
}
