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

/** A column of satoshi amounts, which 63 bits hold; 8 bytes each. */
export class SatoshiColumn {
  #values = new BigInt64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(amountBase: bigint): void {
    if (this.#count === this.#values.length) {
      const values = new BigInt64Array(this.#count * 2);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count++] = amountBase;
  }

  at(index: number): bigint {
    return this.#values[index] ?? 0n;
  }
}
