import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import { changeOwnership } from './change.ts';
import { spentTogether } from './spent-together.ts';

/** No single heuristic but the return to a spent account is as sure: two at least agree. */
const changeConfidenceMin = 0.85;

/**
 * What a whole transaction shows of common ownership, by itself: the same whichever part of the
 * chain is known, so that evidence does not depend on the order in which blocks were read.
 */
export function ownershipOf(transaction: UtxoTransaction): readonly CommonOwnership[] {
  return [spentTogether(transaction), changeOwnership(transaction, {}, changeConfidenceMin)].filter(
    (evidence) => evidence !== undefined,
  );
}
