import { WagetraceError } from '../../domain/errors.ts';
import { type Coin, outpointKey, type UtxoTransaction } from '../../domain/utxo.ts';

/** The unspent coins of a chain that is read from its genesis block. */
export class CoinSet {
  readonly #coins = new Map<string, Coin>();

  /**
   * The transactions of the next block with the coins that they spend attached. A block may spend
   * its own coins, and Bitcoin Cash orders its transactions by id, so all are made first. Throws
   * `bitcoin.missing-coin` when one spends what nothing made, or what is spent.
   */
  connect(transactions: readonly UtxoTransaction[]): UtxoTransaction[] {
    for (const { tx, outputs } of transactions) {
      for (const [index, output] of outputs.entries()) {
        this.#coins.set(outpointKey({ tx, index }), output);
      }
    }
    return transactions.map((transaction) => {
      const inputs = transaction.inputs.map((input) => ({
        ...input,
        coin: this.#spend(outpointKey(input.outpoint)),
      }));
      return { ...transaction, inputs };
    });
  }

  #spend(key: string): Coin {
    const coin = this.#coins.get(key);
    if (coin === undefined) {
      throw new WagetraceError('bitcoin.missing-coin', 'A coin is spent that is not there', {
        details: { outpoint: key },
      });
    }
    this.#coins.delete(key);
    return coin;
  }
}
