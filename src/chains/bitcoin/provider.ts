import type { AccountId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type { Coin, Outpoint } from '../../domain/utxo.ts';

/** Where a transaction was mined, as a provider says. */
export interface TransactionPlace {
  readonly height: number;
  readonly blockHash: string;
}

/** The way from a transaction to the Merkle root of its block. */
export interface MerkleProof {
  /** Index of the transaction in its block. */
  readonly index: number;
  /** Ids of the neighbours, lowest first, in the usual spelling. */
  readonly branch: readonly string[];
}

/**
 * What a dialect of the Bitcoin family answers: bytes and places. Nothing of it is believed:
 * `CheckedChain` computes the ids and roots that the bytes must have. Every method throws the
 * codes of `ChainSource`.
 */
export interface BitcoinProvider {
  /** Name of provider and dialect. */
  readonly name: string;
  tipHeight(signal: AbortSignal): Promise<number>;
  /** Undefined above the tip. */
  blockHash(height: number, signal: AbortSignal): Promise<string | undefined>;
  /** The 80 bytes of a block's header. */
  header(place: TransactionPlace, signal: AbortSignal): Promise<Buffer>;
  /** Undefined when there is no such transaction. */
  rawTransaction(tx: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Undefined when the transaction is not there or not mined yet. */
  placeOf(tx: string, signal: AbortSignal): Promise<TransactionPlace | undefined>;
  /** Needed where whole blocks are not given: how a transaction is shown to be of its block. */
  proof?(tx: string, place: TransactionPlace, signal: AbortSignal): Promise<MerkleProof>;
  /** Where not given, whole blocks are not read. */
  rawBlock?(blockHash: string, signal: AbortSignal): Promise<Buffer>;
  /**
   * The coins that a block spends, by outpoint key, where the provider knows them at once;
   * undefined where it does not, and each is then resolved by the transaction that made it.
   */
  spentCoins?(
    blockHash: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Pick<Coin, 'amountBase' | 'script'>> | undefined>;
  /**
   * The mined transaction that spends a coin; undefined while none does. Where not given: by the
   * history of its holder.
   */
  spenderOf?(coin: Outpoint, signal: AbortSignal): Promise<string | undefined>;
  /** Transactions of the account in the range, in any order, each once. Where not given: by blocks. */
  accountTransactions?(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): Promise<readonly { readonly tx: string; readonly height: number }[]>;
}
