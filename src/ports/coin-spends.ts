import type { ChainId } from '../domain/caip.ts';
import type { Outpoint } from '../domain/utxo.ts';
import type { ReadSpend } from './spend-reader.ts';

/** A coin of which it is known who spent it, if anybody did, up to a block. */
export interface SeenCoin {
  readonly coin: Outpoint;
  /** Whoever spent the coin up to this block is stored. */
  readonly height: number;
  /** Of that block: while it stands, nobody else spent the coin up to it. */
  readonly blockHash: string;
  readonly source: string;
}

/**
 * Coins that were asked for one by one: the coverage of what cannot be read by its holder, who has
 * no address that the provider knows or too many transactions.
 */
export interface CoinSpends {
  /** Keys (`outpointKey`) of those of the coins that are seen up to the height. */
  seen(chain: ChainId, coins: readonly Outpoint[], height: number): Promise<ReadonlySet<string>>;
  /** Asks the chain; undefined where none of its providers tells. Throws what the reader throws. */
  ask(chain: ChainId, coin: Outpoint, signal: AbortSignal): Promise<ReadSpend | undefined>;
  /**
   * Keeps that a coin was seen, after its spender was stored, and by which block. False, and nothing
   * is kept, where another block is known at that height: the chain replaced one of the two.
   */
  keep(chain: ChainId, seen: SeenCoin): Promise<boolean>;
}
