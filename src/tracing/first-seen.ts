const notSeen = 0xffffffff;

/** Numbers some of the numbers below a limit anew: 0, 1, 2, … in the order in which they are seen. */
export class FirstSeen {
  /** By new number. */
  readonly seen: number[] = [];
  readonly #places: Uint32Array;

  constructor(limit: number) {
    this.#places = new Uint32Array(limit).fill(notSeen);
  }

  add(number: number): number {
    const known = this.#places[number] ?? notSeen;
    if (known !== notSeen) return known;
    this.#places[number] = this.seen.length;
    return this.seen.push(number) - 1;
  }

  /** The new number; undefined for one that was not seen. */
  placeOf(number: number | undefined): number | undefined {
    const place = number === undefined ? notSeen : (this.#places[number] ?? notSeen);
    return place === notSeen ? undefined : place;
  }

  /** What the new numbers name, given what the old ones did. */
  named<Name>(names: readonly Name[]): Name[] {
    // CAST: what was seen is a number of a name.
    return this.seen.map((number) => names[number] as Name);
  }
}
