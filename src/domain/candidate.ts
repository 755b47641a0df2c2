import type { AccountId, AssetId } from './caip.ts';
import type { MixerFact } from './mixer-fact.ts';

/** A transfer with its worth in US dollars at its time; without a price there is no candidate. */
export interface PricedTransfer {
  readonly key: string;
  /** Who paid in, or who was paid. */
  readonly customer: AccountId;
  readonly asset: AssetId;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Micro-dollars. */
  readonly usdMicros: bigint;
}

/** A payout that may answer a deposit: inferred, never fact. Its method is `amount-time`. */
export interface SwapperCandidate {
  readonly deposit: PricedTransfer;
  readonly payout: PricedTransfer;
  /** 0 to 1,000: nearness in value times nearness in time. */
  readonly score: number;
  /** Score of the next best payout; 0 when there is none. */
  readonly runnerUp: number;
}

/** `considered`: payouts that fit the terms at all. */
export type SwapperFinding = { readonly considered: number } & (
  | { readonly state: 'candidate'; readonly candidate: SwapperCandidate }
  | { readonly state: 'none' | 'ambiguous' }
);

/**
 * Why an entry and an exit may be one person's. None of them proves it, but for `same-label`: with it
 * a depositor of Privacy Pools takes back openly what he gave.
 */
export type MixerSignal =
  | 'same-address'
  | 'unique-gas-price'
  | 'only-entry-before'
  | 'same-counts'
  | 'same-relayer'
  | 'same-label';

/** An entry and an exit that may belong together: a candidate for an analyst, never a link. */
export interface MixerCandidate {
  readonly entry: MixerFact;
  readonly exit: MixerFact;
  readonly signals: readonly MixerSignal[];
  /** Deposits of the pool that were unspent at the exit: how many could have been its source. */
  readonly anonymitySet: number;
}
