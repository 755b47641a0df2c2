import type { CoinJoinCandidate } from './candidate.ts';

/**
 * The protocols that are told apart. A Tx0 prepares coins for a Whirlpool and mixes nothing itself;
 * an extension block (`mweb`) is no CoinJoin, and hides owners all the same.
 */
export const coinJoinKinds = [
  'wasabi1',
  'wasabi2',
  'whirlpool',
  'whirlpool-tx0',
  'joinmarket',
  'coinjoin',
  'mweb',
] as const;
export type CoinJoinKind = (typeof coinJoinKinds)[number];

/** That a transaction mixes, by which rule, and behind how many others a participant hides. */
export interface CoinJoinFinding {
  readonly kind: CoinJoinKind;
  /** Name of the rule that fired, stable: it is cited as evidence. */
  readonly rule: string;
  /** Size of the largest group of equal outputs; 1 for a Tx0; undefined where nobody can tell. */
  readonly anonymitySet: number | undefined;
  /** The amount of that group, satoshi. */
  readonly denominationBase: bigint | undefined;
}

/** A rule looks at the amounts and scripts alone; undefined when it does not apply. */
export type CoinJoinRule = (candidate: CoinJoinCandidate) => CoinJoinFinding | undefined;

/** True when money of several owners is mixed in it, so that its inputs prove no common owner. */
export function mixesOwners(finding: CoinJoinFinding | undefined): boolean {
  return finding !== undefined && finding.kind !== 'whirlpool-tx0';
}
