import type { RawBlock } from '../../src/chains/bitcoin/raw-block.ts';
import { previousHashOf, type RawTransaction } from '../../src/chains/bitcoin/raw-transaction.ts';
import { inSpendingOrder } from '../../src/chains/bitcoin/spending-order.ts';
import { WagetraceError } from '../../src/domain/errors.ts';
import type { CoinAmount, UtxoStep } from '../../src/tracing/trace-utxo.ts';
import { outsideCoin, UtxoGraph } from '../../src/tracing/utxo-graph.ts';

/** A transaction with its coins by number. */
export interface ChainStep extends UtxoStep<number> {
  /** Its id in the order of the wire. */
  readonly hash: Buffer;
}

export interface ChainBlock {
  readonly coinbase: ChainStep | undefined;
  readonly transactions: readonly ChainStep[];
  /** Coins that were never spent and whose transaction came again (BIP 30): they are lost. */
  readonly overwritten: readonly number[];
}

/** The coins of a chain that is read from its genesis block, numbered in columns. */
export class ChainSteps {
  readonly #graph = new UtxoGraph();
  #spent = new Uint8Array(1024);

  /**
   * The next block. Throws `bitcoin.missing-coin` for a coin that nothing made, or that is spent, and
   * `bitcoin.bad-block` where a transaction pays out more than it takes in.
   */
  take({ transactions }: RawBlock, height: number): ChainBlock {
    this.#graph.startBlock(height);
    const [coinbase] = transactions.filter((transaction) => transaction.coinbase);
    const others = transactions.filter((transaction) => !transaction.coinbase);
    const overwritten = coinbase === undefined ? [] : this.#unspentOf(coinbase);
    return {
      coinbase: coinbase && this.#step(coinbase),
      transactions: inSpendingOrder(others).map((transaction) => this.#step(transaction)),
      overwritten,
    };
  }

  #step({ hash, coinbase, inputs, outputs }: RawTransaction): ChainStep {
    const graph = this.#graph;
    const transaction = graph.transactionCount;
    graph.startTransaction(bufferOf(hash), coinbase);
    const spent = coinbase ? [] : inputs;
    for (const input of spent) graph.addInput(previousHashOf(input), input.index);
    for (const { amountBase } of outputs) graph.addOutput(amountBase);
    const first = graph.firstInput(transaction);
    const taken = spent.map((_, i) => this.#spend(first + i));
    if (!coinbase && sumBase(taken) < sumBase(outputs)) {
      throw new WagetraceError('bitcoin.bad-block', 'More is paid out than is taken in');
    }
    return {
      hash: bufferOf(hash),
      inputs: taken,
      outputs: outputs.map(({ amountBase }, i) => ({
        coin: graph.firstCoin(transaction) + i,
        amountBase,
      })),
    };
  }

  #spend(input: number): CoinAmount<number> {
    const coin = this.#graph.inputCoin(input);
    if (coin === outsideCoin || this.#spent[coin] === 1) {
      throw new WagetraceError('bitcoin.missing-coin', 'A coin is spent that is not there');
    }
    while (coin >= this.#spent.length) {
      const spent = new Uint8Array(this.#spent.length * 2);
      spent.set(this.#spent);
      this.#spent = spent;
    }
    this.#spent[coin] = 1;
    return { coin, amountBase: BigInt(this.#graph.inputAmount(input)) };
  }

  #unspentOf({ hash, outputs }: RawTransaction): number[] {
    const tx = Buffer.from(hash).reverse().toString('hex');
    return outputs.flatMap((_, index) => {
      const coin = this.#graph.find({ tx, index });
      return coin === undefined || this.#spent[coin] === 1 ? [] : [coin];
    });
  }
}

export function sumBase(coins: readonly { readonly amountBase: bigint }[]): bigint {
  return coins.reduce((sum, { amountBase }) => sum + amountBase, 0n);
}

/** A view, not a copy. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
