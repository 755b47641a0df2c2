import { WagetraceError } from '../domain/errors.ts';

/** A column of whole numbers that grows by doubling; 4 bytes each. */
export class NumberColumn {
  #values = new Int32Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const values = new Int32Array(this.#count * 2);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count++] = value;
  }

  /** The value; −1 beyond the end. */
  at(index: number): number {
    return this.#values[index] ?? -1;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }
}

/**
 * A column of amounts in base units; 8 bytes each. They are held as doubles, which are exact below
 * 2^53: all the coins of Bitcoin are a quarter of that.
 */
export class SatoshiColumn {
  #values = new Float64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Throws `amount.too-large` for what a double cannot hold exactly. */
  push(amountBase: bigint): void {
    if (amountBase > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new WagetraceError('amount.too-large', 'A coin of 2^53 base units or more');
    }
    this.pushExact(Number(amountBase));
  }

  /** The same for an amount that came out of a column. */
  pushExact(amount: number): void {
    if (this.#count === this.#values.length) {
      const values = new Float64Array(this.#count * 2);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count++] = amount;
  }

  /** The amount, exact; 0 beyond the end. */
  at(index: number): number {
    return this.#values[index] ?? 0;
  }
}
