/** From when on behaviour is that of a service. */
export interface ServiceRules {
  /** Counterparties on each side that a person does not have. */
  readonly counterpartiesMin: number;
  /**
   * The same weighed by value: the inverse of the sum of squared shares, which is n for n equal
   * counterparties and 1 for one that brings everything. Dust, of however many, adds nothing.
   */
  readonly effectiveCounterpartiesMin: number;
  /** Days on which value came in. */
  readonly activeDaysMin: number;
  /** Whole sweeps to one exchange before an address is its deposit address. */
  readonly sweepsMin: number;
  /** From the last receipt to its sweep. Victor (2020): 10,000 blocks of Ethereum. */
  readonly sweepWithinMs: number;
}

const blockOfEthereumMs = 12_000;

/**
 * Far beyond a person: the widest natural collectors (an agency of workers, a savings circle, a
 * peer-to-peer trader) have tens of counterparties, and hardly ever many on both sides.
 */
export const serviceRules: ServiceRules = {
  counterpartiesMin: 200,
  effectiveCounterpartiesMin: 50,
  activeDaysMin: 14,
  sweepsMin: 2,
  sweepWithinMs: 10_000 * blockOfEthereumMs,
};

/** What counts as value of one asset, in its base units. */
export interface AssetMeasure {
  /** A counterparty that moved less in all is not counted. */
  readonly significantBase: bigint;
  /** What may stay behind or be added for fees: 0.01 ETH for a native asset, 0 for a token. */
  readonly feeSlackBase: bigint;
}
