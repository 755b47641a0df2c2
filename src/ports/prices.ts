import type { AssetId } from '../domain/caip.ts';

export interface PriceQuestion {
  readonly asset: AssetId;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Why there is no figure: a missing price is said, and never 0. */
export type NoPriceReason = 'no-price' | 'source-failed' | 'depegged';

export type PriceAnswer =
  | {
      readonly state: 'known';
      /** Dollars of one unit as a decimal figure, exact as published. */
      readonly usdPerUnit: string;
      /** Who says so, such as `defillama`, `daily-table`, `stablecoin-at-1`. */
      readonly source: string;
      /** The time that the price is of, ISO 8601 UTC. */
      readonly at: string;
    }
  | { readonly state: 'unknown'; readonly reason: NoPriceReason };

/** What assets were worth. Never asked on the way of a decision, since it may ask the network. */
export interface Prices {
  /** One answer for each question, in order; failures are answers. */
  pricesOf(
    questions: readonly PriceQuestion[],
    signal: AbortSignal,
  ): Promise<readonly PriceAnswer[]>;
}

/** One publisher of prices. */
export interface PriceSource {
  readonly name: string;
  /**
   * The price nearest to a time; undefined where the publisher has none or does not know the
   * asset. Throws `price.source-failed` (retryable) and `price.bad-answer`.
   */
  priceAt(question: PriceQuestion, signal: AbortSignal): Promise<PublishedPrice | undefined>;
}

export interface PublishedPrice {
  readonly usdPerUnit: string;
  readonly at: string;
}
