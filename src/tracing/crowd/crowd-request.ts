import type { AmountColumn } from '../amount-column.ts';
import type { TransferColumns } from '../subgraph.ts';

/** Thousands of seeds at once, first in first out, over columns and without limits. */
export interface CrowdRequest {
  readonly columns: TransferColumns;
  /** Clean opening balance of each pot. */
  readonly openings: AmountColumn;
  /** Index of the transfer of each seed. */
  readonly seeds: Uint32Array;
  /** 1 for a pot where every trail ends. */
  readonly stops: Uint8Array;
}

/** What of one seed ended or rests in one pot. */
export interface CrowdEnd {
  readonly seed: number;
  readonly pot: number;
  readonly amountBase: bigint;
}
