import type { AccountId, AssetId } from '../domain/caip.ts';

/** Balances of one chain at a block. */
export interface BalanceReader {
  /** Name of provider and dialect, for evidence. */
  readonly name: string;
  /**
   * Balance at the end of the block. Undefined when the provider does not keep the state of that
   * block, or the asset is none that it can ask. Throws the codes of `ChainSource`.
   */
  balanceAt(
    account: AccountId,
    asset: AssetId,
    height: number,
    signal: AbortSignal,
  ): Promise<bigint | undefined>;
}
