import type { AddedTransfers } from './added-transfers.ts';
import type { Keyed } from './canonical-order.ts';
import type { PotTransfer } from './coin-transfers.ts';

/** One of the transfers that were added, as something that can be put in order. */
export class NumberedTransfer implements Keyed {
  readonly number: number;
  readonly transfer: PotTransfer;
  readonly #added: AddedTransfers;

  /** `number`: one that has a transfer. */
  constructor(added: AddedTransfers, number: number) {
    this.number = number;
    // CAST: each number has one.
    this.transfer = added.transfers[number] as PotTransfer;
    this.#added = added;
  }

  get key(): string {
    return this.#added.keyOf(this.number) ?? '';
  }
}
