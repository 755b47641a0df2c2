import type { Outpoint } from '../domain/utxo.ts';

/** How one coin was spent, as a provider says. */
export interface ReadSpend {
  /** Name of provider and dialect, for evidence. */
  readonly source: string;
  /** The newest block that the provider knew when it was asked. */
  readonly height: number;
  /** Of that block: while it stands, so does what was told. */
  readonly blockHash: string;
  /** Undefined where no mined transaction spends it. */
  readonly spentBy?: string;
}

/** Asks providers of one UTXO chain for the spending of single coins. */
export interface SpendReader {
  /**
   * Nothing of the answer is checked: whoever reads the transaction sees whether it spends the coin.
   * Throws the codes of `ChainSource`; `source.unsupported` where none of them keeps such an index.
   */
  spendOf(coin: Outpoint, signal: AbortSignal): Promise<ReadSpend>;
}
