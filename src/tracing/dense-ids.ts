/** Numbers things 0, 1, 2, … in the order in which they are first seen. */
export class DenseIds<Value> {
  readonly values: Value[] = [];
  readonly #numbers = new Map<Value, number>();

  get count(): number {
    return this.values.length;
  }

  add(value: Value): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.#numbers.set(value, number);
    this.values.push(value);
    return number;
  }

  find(value: Value): number | undefined {
    return this.#numbers.get(value);
  }
}
