import type { LoadedPot } from '../tracing/trace-request.ts';
import type { AnswerBasis } from './inquiries/answer-basis.ts';
import { openingsThen } from './openings.ts';
import { potName } from './pot-name.ts';

/** What was not covered or not whole of a trail: more may be read before the answer is found again. */
export function trailBasis(loaded: readonly LoadedPot[]): AnswerBasis {
  const unread = loaded.flatMap((pot) =>
    pot.state === 'not-covered' ? [[potName(pot), pot.reason]] : [],
  );
  return { unread: Object.fromEntries(unread), openings: openingsThen(loaded) };
}
