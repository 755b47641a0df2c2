import type { CoinJoinCandidate } from './candidate.ts';
import type { CoinJoinFinding } from './finding.ts';
import { fundingOf } from './funding.ts';
import {
  type EqualRound,
  equalRoundOf,
  hasMakersChanges,
  joinMarketFunding,
} from './joinmarket.ts';

/** What a participant without change may lose to the miner: 10,000 satoshi, or 2 percent if less. */
const lostChangeMaxBase = 10_000n;
const lostChangeDivisor = 50n;
/** Each change that fits one participant's coins is evidence; with fewer it may be chance. */
const changesMin = 2;
/** Without a protocol's marks fewer participants are no mix but a coincidence of amounts. */
const participantsMin = 5;

/**
 * A mix of equal outputs by no protocol known here: five or more, some participants without
 * change, perhaps one output that pays who coordinates. Every input belongs to one participant
 * who gets back what it put in, less the fees. A batch of equal wages fails this: one change
 * output holds the rest of every input.
 */
export function equalOutputMix(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const round = equalRoundOf(candidate);
  if (round === undefined || round.group.count < participantsMin) return undefined;
  if (round.changes.length < changesMin) return undefined;
  if (!fundedByParticipants(candidate, round)) return undefined;
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
  if (coordinator !== undefined && changes.length >= changesMin) {
    if (isFunded(candidate, changes, round, coordinator)) return true;
  }
  // With a change for every maker the shape tells, where the search was cut.
  return hasMakersChanges(round) && joinMarketFunding(candidate, round) === 'undecided';
}

function isFunded(
  candidate: CoinJoinCandidate,
  changes: readonly bigint[],
  round: EqualRound,
  coordinatorBase = 0n,
): boolean {
  const { amountBase, count } = round.group;
  const shareBase = (round.feeBase + coordinatorBase) / BigInt(count);
  const lostBase = amountBase / lostChangeDivisor;
  const costMaxBase =
    shareBase * 2n + (lostBase < lostChangeMaxBase ? lostBase : lostChangeMaxBase);
  const answer = fundingOf({
    inputs: candidate.inputs.map((input) => input.amountBase),
    targets: Array.from({ length: count }, (_, i) => amountBase + (changes[i] ?? 0n)),
    gainMaxBase: 0n,
    costMaxBase,
    payerCostMaxBase: costMaxBase,
  });
  return answer === 'funded';
}
