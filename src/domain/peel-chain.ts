import type { AccountId, ChainId } from './caip.ts';

/** Peels that one finding names; the others are counted. */
export const peelsShownMax = 100;

/** A coin with who holds it, satoshi. */
export interface PeeledCoin {
  /** `tx:index`. */
  readonly coin: string;
  /** Undefined when its script has no address. */
  readonly account?: AccountId;
  readonly amountBase: bigint;
}

/**
 * One coin of a flow that paid many, one transaction each, the rest being cut again: one finding
 * instead of as many hops.
 */
export interface PeelFinding {
  readonly chain: ChainId;
  /** The coin that was peeled first, `tx:index`. */
  readonly start: string;
  /** How many peels it is long. */
  readonly length: number;
  readonly peeledBase: bigint;
  /** Where the first `peelsShownMax` of them went, in order. */
  readonly peels: readonly PeeledCoin[];
  /** What is left at the end of the chain. */
  readonly rest: PeeledCoin;
  /** True when the chain was not followed to its end. */
  readonly cut: boolean;
}
