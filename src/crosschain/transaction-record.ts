import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import type { ChainEvent, Transfer } from '../domain/transfer.ts';
import type { UtxoTransaction } from '../domain/utxo.ts';

/** Everything that is known of one successful transaction; all that decoders and swaps may read. */
export interface TransactionRecord {
  readonly chain: ChainId;
  readonly tx: string;
  readonly height: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Who signed it; undefined on UTXO chains and for system transactions. */
  readonly from?: AccountId;
  /** The account called; undefined for a creation. */
  readonly to?: AccountId;
  /** Calldata as hex, where the source gives it. */
  readonly input?: string;
  /** What the signer set as the price of gas, wei; undefined where the block set it. */
  readonly gasPriceWei?: bigint;
  readonly nativeAsset: AssetId;
  /** Contracts known to wrap the native coin; others are recognised when internal transfers show it. */
  readonly wrappedNative?: readonly AssetId[];
  /** In the order of their positions. */
  readonly transfers: readonly Transfer[];
  /** In the order of the logs. */
  readonly events: readonly ChainEvent[];
  /** The whole transaction, on a UTXO chain; there `transfers` may be empty. */
  readonly utxo?: UtxoTransaction;
}
