import type { AccountId, AssetId } from '../../domain/caip.ts';

export interface AssetAmount {
  readonly asset: AssetId;
  readonly amountBase: bigint;
}

/** A part of a swap that went to somebody who gave nothing for it: an integrator, a protocol. */
export interface FeeLeg extends AssetAmount {
  /** Undefined where a protocol keeps the fee without a transfer of its own. */
  readonly to?: AccountId;
}

/** Why a side of a swap is not in the transaction. */
export type UnknownSide =
  /** The value was handed over in an earlier transaction, to a contract that holds orders. */
  | { readonly side: 'given'; readonly reason: 'given-earlier' }
  /** The value was given on another chain; a bridge paid it out by way of this exchange. */
  | { readonly side: 'given'; readonly reason: 'given-elsewhere' }
  /** Value left and nothing came back to the party or to anybody it could be meant for. */
  | { readonly side: 'received'; readonly reason: 'nothing-came-back' };

/**
 * One party's exchange of one asset for another inside one transaction. `given` is all that left
 * the party, `received` what reached the recipient; fees are parts of either and not subtracted.
 */
export interface Swap {
  readonly party: AccountId;
  /** Who got `received`; another than the party makes it a payment with a change of asset. */
  readonly recipient: AccountId;
  readonly given?: AssetAmount;
  readonly received?: AssetAmount;
  /** The side that this transaction cannot tell; then `given` or `received` is undefined. */
  readonly unknown?: UnknownSide;
  readonly fees: readonly FeeLeg[];
  /** Keys of the transfers out of the party in the given asset, and into the recipient. */
  readonly givenKeys: readonly string[];
  readonly receivedKeys: readonly string[];
}

export interface SwapSettings {
  /**
   * Contracts that own orders for others (CoW's EthFlow): the value was handed to them in an
   * earlier transaction, and the buyer is who receives.
   */
  readonly orderHolders: readonly AccountId[];
}
