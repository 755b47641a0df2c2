import { compareTransfers, transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { noPot } from './subgraph.ts';

/**
 * Transfers by number with what every subgraph asks of them, in columns: those are read one after
 * the other, where thousands of objects would have to be fetched from all over the memory.
 */
export class AddedTransfers {
  readonly transfers: PotTransfer[] = [];
  readonly amounts: bigint[] = [];
  /** Pots that are debited and credited; `to` is no pot where a transfer moves nothing. */
  from = new Uint32Array(1024);
  to = new Uint32Array(1024);
  heights = new Float64Array(1024);
  /** `amounts` as doubles, rounded beyond 2^53. */
  doubles = new Float64Array(1024);
  #txIndexes = new Float64Array(1024);
  readonly #keys: (string | undefined)[] = [];

  get count(): number {
    return this.transfers.length;
  }

  /** `number`: one that has a transfer, in the place of which this one comes, or the next one. */
  set(number: number, transfer: PotTransfer, amount: number, from: number, to: number): void {
    if (number === this.from.length) this.#grow();
    this.transfers[number] = transfer;
    this.amounts[number] = transfer.amountBase;
    this.from[number] = from;
    this.to[number] = to;
    this.heights[number] = transfer.height;
    this.#txIndexes[number] = transfer.txIndex;
    this.doubles[number] = amount;
  }

  isMoving(number: number): boolean {
    return this.to[number] !== noPot;
  }

  /** `transferKey`, spelled when somebody asks for it, which of most nobody does. */
  keyOf(number: number): string | undefined {
    const known = this.#keys[number];
    const transfer = known === undefined ? this.transfers[number] : undefined;
    if (!transfer) return known;
    const key = transferKey(transfer);
    this.#keys[number] = key;
    return key;
  }

  /** `compareTransfers` of two of them. */
  readonly compare = (a: number, b: number): number => {
    const heights = (this.heights[a] ?? 0) - (this.heights[b] ?? 0);
    if (heights !== 0) return heights;
    const indexes = (this.#txIndexes[a] ?? 0) - (this.#txIndexes[b] ?? 0);
    const [one, other] = [this.transfers[a], this.transfers[b]];
    return indexes !== 0 || !one || !other ? indexes : compareTransfers(one, other);
  };

  #grow(): void {
    const length = 2 * this.count;
    this.from = grown(this.from, new Uint32Array(length));
    this.to = grown(this.to, new Uint32Array(length));
    this.heights = grown(this.heights, new Float64Array(length));
    this.doubles = grown(this.doubles, new Float64Array(length));
    this.#txIndexes = grown(this.#txIndexes, new Float64Array(length));
  }
}

function grown<Column extends Uint32Array | Float64Array>(column: Column, into: Column): Column {
  into.set(column);
  return into;
}
