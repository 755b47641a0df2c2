import type { AccountId, AssetId } from '../domain/caip.ts';

/** A balance that the chain was asked for. A fact that verification reads again from the store. */
export interface BalanceAnchor {
  readonly account: AccountId;
  readonly asset: AssetId;
  /** At the end of this block. */
  readonly height: number;
  readonly amountBase: bigint;
  readonly source: string;
}

export type AnchorRequest = Pick<BalanceAnchor, 'account' | 'asset' | 'height'>;

/** Balances at a block, which anchor the opening of a pot. */
export interface BalanceAnchors {
  /** Those that are stored already. */
  stored(requests: readonly AnchorRequest[]): Promise<readonly BalanceAnchor[]>;
  /**
   * Asks the chain for one and stores it. Undefined when the chain has no source, or none that
   * keeps the state of that block. Throws what the source throws.
   */
  ask(request: AnchorRequest, signal: AbortSignal): Promise<BalanceAnchor | undefined>;
}
