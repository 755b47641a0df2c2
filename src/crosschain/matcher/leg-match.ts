import type { AssetId } from '../../domain/caip.ts';
import type {
  ConversionConfidence,
  ConversionMethod,
  PendingReason,
} from '../../domain/conversion.ts';
import { type Leg, legKey } from '../../domain/leg.ts';

/** What a bridge allows when no id pairs the sides. */
export interface MatchTerms {
  readonly windowMinutes: number;
  readonly feeMaxBasisPoints: number;
}

export interface MatchSettings {
  /** Terms of a protocol; undefined for one that must not be matched without an id. */
  readonly termsOf: (protocol: string) => MatchTerms | undefined;
  /** Name of the assets that stand for the same thing, if the asset is in such a family. */
  readonly familyOf: (asset: AssetId) => string | undefined;
  /** Decimals where known: a family may have other decimals on another chain. */
  readonly decimalsOf: (asset: AssetId) => number | undefined;
}

export interface MatchedLeg {
  readonly leg: Leg;
  readonly method: ConversionMethod;
  readonly confidence: ConversionConfidence;
}

/** A source leg with all that was found of where its value went. */
export interface LegMatch {
  readonly source: Leg;
  readonly destinations: readonly MatchedLeg[];
  readonly refunds: readonly MatchedLeg[];
  /** Why something is still open; undefined when everything arrived. */
  readonly pending?: PendingReason;
}

/** The other side that a source declares, with speed-ups applied. */
export interface Terms {
  readonly recipient: Leg['recipient'];
  readonly expected: bigint | undefined;
}

/** What a source declares, after the last update of each of its terms. */
export function termsOfSource(source: Leg, updates: readonly Leg[]): Terms {
  const newestFirst = [...updates].sort((a, b) => (byTime(a, b) < 0 ? 1 : -1));
  const recipient = newestFirst.find((update) => update.recipient !== undefined)?.recipient;
  const amounts = newestFirst.map((update) => update.expects?.amountBase);
  const expected = amounts.find((amount) => amount !== undefined);
  return {
    recipient: recipient ?? source.recipient,
    expected: expected ?? source.expects?.amountBase,
  };
}

/** Order of time; the key settles ties, so that every reading of a group pairs alike. */
export function byTime(a: Leg, b: Leg): number {
  const [first, second] = [`${a.time} ${legKey(a)}`, `${b.time} ${legKey(b)}`];
  return first < second ? -1 : 1;
}
