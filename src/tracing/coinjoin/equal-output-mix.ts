import type { CoinJoinCandidate } from './candidate.ts';
import { explainedTargets } from './explained-changes.ts';
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
/** A coordinator takes at most a fiftieth of what is mixed; Wasabi took 0.3 percent from a hundred. */
const coordinatorShareMax = 50n;
/** Fewer participants than this are a mix only when every change is explained. */
const participantsForHalf = 5;

/** A round as it is when one of its outputs pays who coordinates, or none does. */
interface Reading {
  readonly coordinatorBase: bigint;
  readonly changes: readonly bigint[];
}

/**
 * A mix of equal outputs by no protocol known here: three or more, some participants without
 * change, perhaps one output that pays who coordinates. The inputs belong to participants who get
 * back what they put in, less the fees: either all of them can be shared out so, or most changes
 * have a few inputs of their own. A batch of equal wages fails this: one change output holds the
 * rest of every input.
 */
export function equalOutputMix(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const round = equalRoundOf(candidate);
  if (round === undefined || round.changes.length < changesMin) return undefined;
  const rule = ruleOf(candidate, round);
  if (rule === undefined) return undefined;
  const { count, amountBase } = round.group;
  return { kind: 'coinjoin', rule, anonymitySet: count, denominationBase: amountBase };
}

function ruleOf(candidate: CoinJoinCandidate, round: EqualRound): string | undefined {
  const readings = readingsOf(round);
  if (readings.some((reading) => isExplained(candidate, round, reading))) {
    return 'equal-outputs-changes-explained';
  }
  if (round.group.count < participantsForHalf) return undefined;
  if (readings.some((reading) => isFunded(candidate, round, reading))) {
    return 'equal-outputs-each-funded';
  }
  // With a change for every maker the shape tells, where the search was cut.
  const undecided = hasMakersChanges(round) && joinMarketFunding(candidate, round) === 'undecided';
  return undecided ? 'equal-outputs-each-with-change' : undefined;
}

function readingsOf({ changes, group: { amountBase, count } }: EqualRound): Reading[] {
  const [coordinatorBase = 0n, ...rest] = [...changes].sort((a, b) => (a < b ? -1 : 1));
  const isFee = coordinatorBase * coordinatorShareMax <= amountBase * BigInt(count);
  return [
    ...(changes.length <= count ? [{ coordinatorBase: 0n, changes }] : []),
    ...(isFee && rest.length >= changesMin ? [{ coordinatorBase, changes: rest }] : []),
  ];
}

/** What a participant pays at most: twice its share of all fees, and a change too small to make. */
function costMaxBase({ group, feeBase }: EqualRound, { coordinatorBase }: Reading): bigint {
  const shareBase = (feeBase + coordinatorBase) / BigInt(group.count);
  const lostBase = group.amountBase / lostChangeDivisor;
  return shareBase * 2n + (lostBase < lostChangeMaxBase ? lostBase : lostChangeMaxBase);
}

function isExplained({ inputs }: CoinJoinCandidate, round: EqualRound, reading: Reading): boolean {
  const { amountBase, count } = round.group;
  const explained = explainedTargets({
    inputs: inputs.map((input) => input.amountBase),
    targets: reading.changes.map((change) => amountBase + change),
    costMaxBase: costMaxBase(round, reading),
  });
  if (count < participantsForHalf) {
    return explained === reading.changes.length && explained >= count - 1;
  }
  return explained >= changesMin && explained * 2 >= reading.changes.length;
}

function isFunded({ inputs }: CoinJoinCandidate, round: EqualRound, reading: Reading): boolean {
  const { amountBase, count } = round.group;
  const cost = costMaxBase(round, reading);
  const answer = fundingOf({
    inputs: inputs.map((input) => input.amountBase),
    targets: Array.from({ length: count }, (_, i) => amountBase + (reading.changes[i] ?? 0n)),
    gainMaxBase: 0n,
    costMaxBase: cost,
    payerCostMaxBase: cost,
  });
  return answer === 'funded';
}
