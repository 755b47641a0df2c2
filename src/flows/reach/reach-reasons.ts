import type { IncompleteReason } from '../../domain/completeness.ts';
import { busyTransfersMax, type ReachAnswer } from './walk-reach.ts';

/** Why a search may have missed accounts; empty when it can not. */
export function reachReasons(found: ReachAnswer, transfersMax: number): IncompleteReason[] {
  const { uncovered, busy, truncated } = found;
  const reasons: [boolean, string, string][] = [
    [uncovered > 0, 'not-covered', `${uncovered} accounts on the way were not read as a whole`],
    [
      busy > 0,
      'busy',
      `${busy} accounts with more than ${busyTransfersMax} transfers were not gone on from`,
    ],
    [truncated, 'budget', `More than ${transfersMax} transfers would have to be looked at`],
  ];
  return reasons.flatMap(([holds, code, message]) => (holds ? [{ code, message }] : []));
}
