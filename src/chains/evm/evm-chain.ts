import type { LogQuirks, LogWords } from '../token-transfers.ts';

/** How a chain departs from Ethereum. Addresses are lower case. */
export interface EvmQuirks extends LogQuirks {
  /** Part of the fee pays for data on Ethereum and stands in the receipt only (`l1Fee`). */
  readonly l1Fee?: boolean | undefined;
  /** What validators withdraw: the native asset, or a token (Gnosis: GNO), whose logs tell of it. */
  readonly withdrawals?: 'native' | 'token' | undefined;
  /** Native value comes from layer 1 with transactions of types of their own. */
  readonly deposits?: boolean | undefined;
  /** Native value comes from and goes to chains beside this one without transactions (Avalanche). */
  readonly atomicTransfers?: boolean | undefined;
}

/** One chain of this kind, with what the mapping of its transfers needs. */
export interface EvmChain extends LogWords {
  readonly quirks: EvmQuirks;
  readonly tokenNamespace: 'erc20';
  /** Contracts whose events are stored, lower case: those of known bridges and venues. */
  readonly catalogue: ReadonlySet<string>;
}
