import type { Outpoint, UtxoTransaction } from '../domain/utxo.ts';
import { NumberColumn, SatoshiColumn } from './growing-columns.ts';
import { HashIds } from './hash-ids.ts';

/** A coin that is spent but was made before the graph begins, or by nothing that it knows. */
export const outsideCoin = -1;

/**
 * A stretch of a UTXO chain in columns: transactions, inputs and coins are numbered in block
 * order, and an input is the number of the coin that it spends. It grows at its end.
 */
export class UtxoGraph {
  readonly #ids = new HashIds();
  /** By transaction: its first input and its first coin; the next one's mark the end. */
  readonly #firstInput = new NumberColumn();
  readonly #firstCoin = new NumberColumn();
  readonly #coinbases: number[] = [];
  /** By block: its first transaction, and its height. */
  readonly #firstTransaction = new NumberColumn();
  readonly #heights = new NumberColumn();
  readonly #inputCoins = new NumberColumn();
  readonly #inputAmounts = new SatoshiColumn();
  readonly #coinAmounts = new SatoshiColumn();
  readonly #numberedAs = new NumberColumn();

  get blockCount(): number {
    return this.#heights.count;
  }
  get transactionCount(): number {
    return this.#firstInput.count;
  }
  get inputCount(): number {
    return this.#inputCoins.count;
  }
  get coinCount(): number {
    return this.#coinAmounts.count;
  }

  /** What follows belongs to the block at this height. */
  startBlock(height: number): void {
    this.#firstTransaction.push(this.transactionCount);
    this.#heights.push(height);
  }

  /** What follows belongs to this transaction; `hash` in the order of the wire. */
  startTransaction(hash: Buffer, coinbase: boolean): void {
    const transaction = this.transactionCount;
    if (coinbase) this.#coinbases.push(transaction);
    const id = this.#ids.add(hash);
    // Two coinbases of 2010 have the id of an earlier one (BIP 30): the later one is meant.
    if (id === this.#numberedAs.count) this.#numberedAs.push(transaction);
    else this.#numberedAs.set(id, transaction);
    this.#firstInput.push(this.inputCount);
    this.#firstCoin.push(this.coinCount);
  }

  /** An input; `amountBase` is asked for where the coin is not of the graph. */
  addInput(previousHash: Buffer, index: number, amountBase?: bigint): void {
    const coin = this.#coinOf(previousHash, index);
    this.#inputCoins.push(coin);
    if (coin === outsideCoin) this.#inputAmounts.push(amountBase ?? 0n);
    else this.#inputAmounts.pushExact(this.coinAmount(coin));
  }

  addOutput(amountBase: bigint): void {
    this.#coinAmounts.push(amountBase);
  }

  /** The number of a coin; undefined when the graph does not make it. */
  find(outpoint: Outpoint): number | undefined {
    const coin = this.#coinOf(hashOfId(outpoint.tx), outpoint.index);
    return coin === outsideCoin ? undefined : coin;
  }

  /** Base units, exact as a double. */
  coinAmount(coin: number): number {
    return this.#coinAmounts.at(coin);
  }
  /** The coin that an input spends, or `outsideCoin`. */
  inputCoin(input: number): number {
    return this.#inputCoins.at(input);
  }
  inputAmount(input: number): number {
    return this.#inputAmounts.at(input);
  }
  heightOf(block: number): number {
    return this.#heights.at(block);
  }
  firstInput(transaction: number): number {
    return transaction < this.transactionCount ? this.#firstInput.at(transaction) : this.inputCount;
  }
  firstCoin(transaction: number): number {
    return transaction < this.transactionCount ? this.#firstCoin.at(transaction) : this.coinCount;
  }
  firstTransaction(block: number): number {
    return block < this.blockCount ? this.#firstTransaction.at(block) : this.transactionCount;
  }
  /** Numbers of the transactions that create coins, ascending. */
  coinbases(): readonly number[] {
    return this.#coinbases;
  }

  #coinOf(hash: Buffer, index: number): number {
    const id = this.#ids.find(hash);
    if (id < 0) return outsideCoin;
    const transaction = this.#numberedAs.at(id);
    const coin = this.firstCoin(transaction) + index;
    return coin < this.firstCoin(transaction + 1) ? coin : outsideCoin;
  }
}

/** Adds whole transactions in block order; a new height begins a new block. */
export function addTransactions(graph: UtxoGraph, transactions: Iterable<UtxoTransaction>): void {
  for (const transaction of transactions) {
    if (graph.blockCount === 0 || graph.heightOf(graph.blockCount - 1) !== transaction.height) {
      graph.startBlock(transaction.height);
    }
    graph.startTransaction(hashOfId(transaction.tx), transaction.coinbase);
    for (const { outpoint, coin } of transaction.inputs) {
      graph.addInput(hashOfId(outpoint.tx), outpoint.index, coin?.amountBase);
    }
    for (const output of transaction.outputs) graph.addOutput(output.amountBase);
  }
}

/** The hash behind a transaction id, whose hex is its bytes in reverse. */
function hashOfId(tx: string): Buffer {
  return Buffer.from(tx, 'hex').reverse();
}
