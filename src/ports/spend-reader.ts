import type { Outpoint } from '../domain/utxo.ts';

/** How one coin was spent, as a provider says. */
export interface ReadSpend {
  /** The newest block that the provider knew when it was asked. */
  readonly height: number;
  /** Of that block: while it stands, so does what was told. */
  readonly blockHash: string;
  /** Undefined where no mined transaction spends it. */
  readonly spentBy?: string;
}

/** Asks a provider of one UTXO chain for the spending of single coins. */
export interface SpendReader {
  /** Name of provider and dialect, for evidence. */
  readonly name: string;
  /**
   * Nothing of the answer is checked: whoever reads the transaction sees whether it spends the coin.
   * Throws the codes of `ChainSource`; `source.unsupported` where the provider keeps no such index.
   */
  spendOf(coin: Outpoint, signal: AbortSignal): Promise<ReadSpend>;
}
