/** Hex digits at the end of an address that are looked at: twenty bits, of which lists name few. */
const digits = 5;
const nine = '9'.charCodeAt(0);

/**
 * How EVM addresses that are named end. Lists name one address of a million: of all others their
 * ends tell, without a search, that they are not among them.
 */
export class EvmTails {
  readonly #named = new Uint8Array(2 ** (4 * digits - 3));

  /** An address, or an id that ends with one. */
  add(address: string): void {
    const tail = tailOf(address);
    this.#named[tail >>> 3] = (this.#named[tail >>> 3] ?? 0) | (1 << (tail & 7));
  }

  /** False where no address was added that ends as this text does, in whatever case. */
  mayHave(address: string): boolean {
    const tail = tailOf(address);
    return ((this.#named[tail >>> 3] ?? 0) & (1 << (tail & 7))) !== 0;
  }
}

function tailOf(address: string): number {
  let tail = 0;
  for (let at = address.length - digits; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    // Letters of either case stand for 10 and more.
    tail = (tail << 4) | ((code > nine ? code + 9 : code) & 0xf);
  }
  return tail;
}
