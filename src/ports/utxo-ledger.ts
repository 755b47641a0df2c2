import type { AccountId, ChainId } from '../domain/caip.ts';
import type { CommonOwnership } from '../domain/common-ownership.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { Outpoint, UtxoTransaction } from '../domain/utxo.ts';

export interface UtxoQuery {
  readonly chain: ChainId;
  /** Holders of coins, with an address or without (`holderOf`). */
  readonly accounts: readonly AccountId[];
  readonly range: HeightRange;
  /** Reading stops with `truncated` when there are more. */
  readonly transactionsMax: number;
}

export interface UtxoPage {
  /** In block order, each once. */
  readonly transactions: readonly UtxoTransaction[];
  readonly truncated: boolean;
}

/** What a whole transaction shows of common ownership. */
export type OwnershipOf = (transaction: UtxoTransaction) => readonly CommonOwnership[];

/**
 * Whole transactions of UTXO chains, as chain sources gave them: facts that all share. What is
 * not stored is not there: whether a coin is unspent is told by coverage, not by silence here.
 */
export interface UtxoLedger {
  /**
   * Stores them in one transaction, with the evidence of common ownership that they give; one that
   * moved to another block is replaced. How many were new.
   */
  append(transactions: readonly UtxoTransaction[]): Promise<{ readonly added: number }>;
  /** Those of the ids that are stored, in block order. */
  transactions(chain: ChainId, txs: readonly string[]): Promise<readonly UtxoTransaction[]>;
  /** Those that spend one of the coins, in block order: the way forwards. */
  spendersOf(chain: ChainId, coins: readonly Outpoint[]): Promise<readonly UtxoTransaction[]>;
  /** Those that spend from the accounts or pay them. */
  transactionsOf(query: UtxoQuery): Promise<UtxoPage>;
  /** Takes back every transaction above the height, and its evidence. */
  withdraw(chain: ChainId, aboveHeight: number): Promise<void>;
}
