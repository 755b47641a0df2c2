import { type CoinJoinCandidate, paysEachScriptOnce, scriptCount } from './candidate.ts';
import type { CoinJoinFinding } from './finding.ts';

/** The pools that have a Tx0 here: what each mixed coin is worth and what the entry costs, satoshi. */
export const whirlpoolPools = [
  { denominationBase: 100_000n, feeBase: 5_000n },
  { denominationBase: 1_000_000n, feeBase: 50_000n },
  { denominationBase: 5_000_000n, feeBase: 175_000n },
  { denominationBase: 50_000_000n, feeBase: 1_750_000n },
] as const;

/** A coin that enters a pool carries at most this much more than the pool's amount, for the miner. */
export const entrantExcessMaxBase = 110_000n;

const participantsMin = 5;
const participantsMax = 10;

/** Pools are of round amounts, whoever opens one. */
const poolUnitBase = 100_000n;

/**
 * A Whirlpool round: as many outputs as inputs, 5 to 10, every output worth exactly the pool's
 * amount, a round one, and every input too, but for the entrants, who pay the miner with a small
 * excess. There is an entrant at least (nobody else pays the fee); in the first rounds of a pool
 * all are. The pool takes P2WPKH coins; a participant may send what comes out to any address.
 */
export function whirlpool(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const { inputs, outputs } = candidate;
  if (inputs.length !== outputs.length) return undefined;
  if (inputs.length < participantsMin || inputs.length > participantsMax) return undefined;
  const denominationBase = outputs[0]?.amountBase ?? 0n;
  if (denominationBase === 0n || denominationBase % poolUnitBase !== 0n) return undefined;
  if (outputs.some((output) => output.amountBase !== denominationBase)) return undefined;
  const excesses = inputs.map((input) => input.amountBase - denominationBase);
  if (excesses.some((excess) => excess < 0n || excess > entrantExcessMaxBase)) return undefined;
  const remixed = excesses.filter((excess) => excess === 0n).length;
  if (remixed === inputs.length) return undefined;
  if (inputs.some((input) => input.scriptKind !== 'p2wpkh')) return undefined;
  if (!paysEachScriptOnce(candidate) || scriptCount(inputs) !== inputs.length) return undefined;
  return {
    kind: 'whirlpool',
    rule: 'whirlpool-round',
    anonymitySet: outputs.length,
    denominationBase,
  };
}
