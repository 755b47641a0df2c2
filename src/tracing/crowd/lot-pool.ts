/** Marks a lot that no seed owns. */
export const cleanLabel = -1;
const none = -1;

/**
 * Queues of lots for many pots in shared typed arrays: a lot is a slot, a queue a chain of slots,
 * and served slots are used again. Neighbours of one label are one lot.
 */
export class LotPool {
  #amount: Float64Array;
  #label: Int32Array;
  #next: Int32Array;
  #free = none;
  #used = 0;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;

  constructor(pots: number, slots = 1024) {
    this.#head = new Int32Array(pots).fill(none);
    this.#tail = new Int32Array(pots).fill(none);
    this.#amount = new Float64Array(slots);
    this.#label = new Int32Array(slots);
    this.#next = new Int32Array(slots);
  }

  append(pot: number, label: number, amount: number): void {
    const tail = this.#tail[pot] as number; // CAST: pots are below the size of the queues.
    if (tail !== none && this.#label[tail] === label) {
      this.#amount[tail] = (this.#amount[tail] as number) + amount; // CAST: a chained slot.
      return;
    }
    const slot = this.#take();
    this.#amount[slot] = amount;
    this.#label[slot] = label;
    this.#next[slot] = none;
    if (tail === none) this.#head[pot] = slot;
    else this.#next[tail] = slot;
    this.#tail[pot] = slot;
  }

  /**
   * Serves at most `amount` of the first lot into `lot` and tells whether there was one.
   * The queue's owner keeps the balance, so it knows how much there is.
   */
  serve(pot: number, amount: number, lot: { label: number; amount: number }): boolean {
    const slot = this.#head[pot] as number; // CAST: pots are below the size of the queues.
    if (slot === none) return false;
    const held = this.#amount[slot] as number; // CAST: a chained slot.
    lot.label = this.#label[slot] as number; // CAST: a chained slot.
    if (held > amount) {
      this.#amount[slot] = held - amount;
      lot.amount = amount;
      return true;
    }
    lot.amount = held;
    const next = this.#next[slot] as number; // CAST: a chained slot.
    this.#head[pot] = next;
    if (next === none) this.#tail[pot] = none;
    this.#next[slot] = this.#free;
    this.#free = slot;
    return true;
  }

  /** Forgets all lots of a pot. */
  clear(pot: number): void {
    const head = this.#head[pot] as number; // CAST: pots are below the size of the queues.
    if (head === none) return;
    this.#next[this.#tail[pot] as number] = this.#free; // CAST: a queue with a head has a tail.
    this.#free = head;
    this.#head[pot] = none;
    this.#tail[pot] = none;
  }

  /** Visits the lots of a pot, first to last. */
  visit(pot: number, see: (label: number, amount: number) => void): void {
    for (let slot = this.#head[pot] ?? none; slot !== none; slot = this.#next[slot] ?? none) {
      see(this.#label[slot] ?? cleanLabel, this.#amount[slot] ?? 0);
    }
  }

  #take(): number {
    if (this.#free !== none) {
      const slot = this.#free;
      this.#free = this.#next[slot] as number; // CAST: a freed slot.
      return slot;
    }
    if (this.#used === this.#amount.length) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  #grow(): void {
    const slots = this.#amount.length * 2;
    const [amount, label, next] = [this.#amount, this.#label, this.#next];
    this.#amount = new Float64Array(slots);
    this.#label = new Int32Array(slots);
    this.#next = new Int32Array(slots);
    this.#amount.set(amount);
    this.#label.set(label);
    this.#next.set(next);
  }
}
