import {
  type CoinJoinCandidate,
  paysScriptsHardlyTwice,
  scriptCount,
  sumBase,
} from './candidate.ts';
import { type EqualGroup, equalGroups } from './equal-outputs.ts';
import type { CoinJoinFinding } from './finding.ts';
import { type FundingAnswer, fundingOf } from './funding.ts';

/** Two equal outputs are as often a payment that looks like its change. */
const participantsMin = 3;
/** Coins at or below it are carriers of tokens and inscriptions, not money that is mixed. */
export const carrierMaxBase = 2_730n;

/**
 * Outputs of one amount, one for each participant, and at most one change for each, all different,
 * and perhaps one that pays who coordinates.
 */
export interface EqualRound {
  readonly group: EqualGroup;
  /** Amounts of the other outputs, satoshi. */
  readonly changes: readonly bigint[];
  readonly feeBase: bigint;
}

/** The round of equal outputs that the scripts and counts allow; undefined when they allow none. */
export function equalRoundOf(candidate: CoinJoinCandidate): EqualRound | undefined {
  const group = equalGroups(candidate.outputs)[0];
  if (group === undefined || group.count < participantsMin) return undefined;
  if (group.amountBase <= carrierMaxBase || !paysScriptsHardlyTwice(candidate)) return undefined;
  if (scriptCount(candidate.inputs) < group.count) return undefined;
  const changes = candidate.outputs
    .map((output) => output.amountBase)
    .filter((amount) => amount !== group.amountBase);
  if (changes.length > group.count + 1 || new Set(changes).size < changes.length) return undefined;
  const feeBase = sumBase(candidate.inputs) - sumBase(candidate.outputs);
  return { group, changes, feeBase };
}

/** Whether the inputs fall into one group for each participant of a JoinMarket round. */
export function joinMarketFunding(candidate: CoinJoinCandidate, round: EqualRound): FundingAnswer {
  const { amountBase, count } = round.group;
  const gainMaxBase = makerFeeMaxBase(amountBase);
  return fundingOf({
    inputs: candidate.inputs.map((input) => input.amountBase),
    targets: Array.from({ length: count }, (_, i) => amountBase + (round.changes[i] ?? 0n)),
    gainMaxBase,
    costMaxBase: 0n,
    payerCostMaxBase: round.feeBase + gainMaxBase * BigInt(count - 1),
  });
}

/** True when every maker has its change, and the taker too or it swept what it had. */
export function hasMakersChanges({ changes, group }: EqualRound): boolean {
  return changes.length >= group.count - 1 && changes.length <= group.count;
}

/**
 * A JoinMarket round: one taker and two or more makers take the same amount out, each maker (and
 * mostly the taker) gets change, and the inputs split so that each maker got back what it put in,
 * mostly with a small fee, and the taker paid for all.
 */
export function joinMarket(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const round = equalRoundOf(candidate);
  if (round === undefined || !hasMakersChanges(round)) return undefined;
  if (joinMarketFunding(candidate, round) !== 'funded') return undefined;
  return {
    kind: 'joinmarket',
    rule: 'joinmarket-makers-paid',
    anonymitySet: round.group.count,
    denominationBase: round.group.amountBase,
  };
}

/** Takers accept offers up to about 0.5 percent. */
function makerFeeMaxBase(amountBase: bigint): bigint {
  return (amountBase * 5n) / 1000n;
}
