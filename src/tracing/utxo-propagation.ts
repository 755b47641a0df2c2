import type { AttributionMethod } from '../domain/flow.ts';
import { cleanSegment, type Segment, tracedSegment, tracedSum } from './attribution/segment.ts';
import { attributeTransaction } from './utxo-attribution.ts';
import type { UtxoGraph } from './utxo-graph.ts';

export interface UtxoPropagationRequest {
  readonly graph: UtxoGraph;
  /** Coins that are traced whole from the moment they are made: one seed, their union. */
  readonly seeds: readonly number[];
  readonly method: AttributionMethod;
  /** How many blocks of the graph are walked; all of them by default. */
  readonly blockCount?: number;
  /**
   * New coins of the block at a height. When given, traced fees are followed into the coinbase:
   * its inputs are the new coins (clean), then each transaction's fee in block order, and what the
   * miner did not claim comes last and is destroyed. When not, the trail ends at the fee.
   */
  readonly subsidyBase?: (height: number) => bigint;
}

export interface UtxoPropagation {
  /** Unspent coins that carry traced value, by number, with what they carry. */
  readonly unspent: ReadonlyMap<number, readonly Segment[]>;
  /** What the seeds made traced: their amounts, less what was traced in them already. */
  readonly seededBase: bigint;
  /** What ended at fees, or was not claimed by a miner. */
  readonly feesBase: bigint;
}

/**
 * Follows coins over the graph by one method, strictly in block order. A seed that receives what
 * came from another seed is traced whole all the same. Under every method but poison what is
 * seeded is what is unspent and what ended at fees.
 */
export function propagateUtxo(request: UtxoPropagationRequest): UtxoPropagation {
  return new UtxoRun(request).run();
}

class UtxoRun {
  readonly #graph: UtxoGraph;
  readonly #method: AttributionMethod;
  readonly #blockCount: number;
  readonly #subsidyBase: ((height: number) => bigint) | undefined;
  readonly #seeds: ReadonlySet<number>;
  readonly #coinbases: ReadonlySet<number>;
  readonly #carried = new Map<number, readonly Segment[]>();
  /** Fees of the block that is walked, by place, once one of them carries traced value. */
  #tracedFees = new Map<number, readonly Segment[]>();
  #seededBase = 0n;
  #feesBase = 0n;

  constructor(request: UtxoPropagationRequest) {
    this.#graph = request.graph;
    this.#method = request.method;
    this.#blockCount = Math.min(request.blockCount ?? Infinity, request.graph.blockCount);
    this.#subsidyBase = request.subsidyBase;
    this.#seeds = new Set(request.seeds);
    this.#coinbases = new Set(request.graph.coinbases());
  }

  run(): UtxoPropagation {
    for (let block = 0; block < this.#blockCount; block++) this.#walkBlock(block);
    return { unspent: this.#carried, seededBase: this.#seededBase, feesBase: this.#feesBase };
  }

  #walkBlock(block: number): void {
    const first = this.#graph.firstTransaction(block);
    const end = this.#graph.firstTransaction(block + 1);
    this.#tracedFees = new Map();
    for (let t = first; t < end; t++) if (!this.#coinbases.has(t)) this.#walkTransaction(t);
    // The coinbase stands first and takes the fees of all others; nothing in the block spends it.
    for (let t = first; t < end; t++) {
      if (this.#coinbases.has(t)) this.#walkCoinbase(t, block, end);
    }
  }

  #walkTransaction(transaction: number): void {
    const inputs = this.#spend(transaction);
    if (inputs !== undefined) {
      const fee = this.#carry(transaction, inputs);
      if (this.#subsidyBase === undefined) this.#feesBase += tracedSum(fee).tracedBase;
      else if (fee.some((segment) => segment.traced)) this.#tracedFees.set(transaction, fee);
    }
    this.#seed(transaction);
  }

  #walkCoinbase(transaction: number, block: number, end: number): void {
    if (this.#subsidyBase !== undefined && this.#tracedFees.size > 0) {
      const inputs: (readonly Segment[])[] = [
        [cleanSegment(this.#subsidyBase(this.#graph.heightOf(block)))],
      ];
      for (let t = this.#graph.firstTransaction(block); t < end; t++) {
        if (!this.#coinbases.has(t)) inputs.push(this.#tracedFees.get(t) ?? [this.#cleanFee(t)]);
      }
      this.#feesBase += tracedSum(this.#carry(transaction, inputs)).tracedBase;
    }
    this.#seed(transaction);
  }

  /** What the inputs carry, taken from the coins that they spend; undefined when all is clean. */
  #spend(transaction: number): (readonly Segment[])[] | undefined {
    const first = this.#graph.firstInput(transaction);
    const end = this.#graph.firstInput(transaction + 1);
    let inputs: (readonly Segment[])[] | undefined;
    for (let input = first; input < end; input++) {
      const coin = this.#graph.inputCoin(input);
      const segments = this.#carried.get(coin);
      if (segments === undefined) {
        inputs?.push([cleanSegment(this.#graph.inputAmount(input))]);
        continue;
      }
      inputs ??= this.#cleanInputs(first, input);
      inputs.push(segments);
      this.#carried.delete(coin);
    }
    return inputs;
  }

  #cleanInputs(first: number, end: number): (readonly Segment[])[] {
    return Array.from({ length: end - first }, (_, i) => [
      cleanSegment(this.#graph.inputAmount(first + i)),
    ]);
  }

  /** Gives the coins of the transaction what they carry; what is left for the fee. */
  #carry(transaction: number, inputs: readonly (readonly Segment[])[]): readonly Segment[] {
    const first = this.#graph.firstCoin(transaction);
    const amounts = this.#coinAmounts(transaction);
    const { outputs, fee } = attributeTransaction(this.#method, inputs, amounts);
    for (const [i, segments] of outputs.entries()) {
      if (segments.some((segment) => segment.traced)) this.#carried.set(first + i, segments);
    }
    return fee;
  }

  #coinAmounts(transaction: number): bigint[] {
    const first = this.#graph.firstCoin(transaction);
    const end = this.#graph.firstCoin(transaction + 1);
    return Array.from({ length: end - first }, (_, i) => this.#graph.coinAmount(first + i));
  }

  #cleanFee(transaction: number): Segment {
    let feeBase = 0n;
    for (const amount of this.#coinAmounts(transaction)) feeBase -= amount;
    const end = this.#graph.firstInput(transaction + 1);
    for (let i = this.#graph.firstInput(transaction); i < end; i++) {
      feeBase += this.#graph.inputAmount(i);
    }
    return cleanSegment(feeBase);
  }

  #seed(transaction: number): void {
    if (this.#seeds.size === 0) return;
    const end = this.#graph.firstCoin(transaction + 1);
    for (let coin = this.#graph.firstCoin(transaction); coin < end; coin++) {
      if (!this.#seeds.has(coin)) continue;
      const amountBase = this.#graph.coinAmount(coin);
      const { tracedBase } = tracedSum(this.#carried.get(coin) ?? []);
      this.#seededBase += amountBase - tracedBase;
      if (amountBase > 0n) this.#carried.set(coin, [tracedSegment(amountBase, amountBase)]);
    }
  }
}
