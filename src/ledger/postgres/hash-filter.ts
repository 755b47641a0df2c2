/** For each hash; with four probes one of 150 that are not there is taken for one that is. */
const bitsEach = 12;
const probes = 4;
const bytesMin = 64;

/**
 * Accounts or transactions that have transfers in a part of the ledger, by their short hashes: a
 * Bloom filter (B. H. Bloom, Communications of the ACM 13(7), 1970). It never misses one, and may
 * name one that has none there.
 */
export class HashFilter {
  /** As it is stored; the length is a power of two. */
  readonly bytes: Uint8Array;
  readonly #mask: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#mask = bytes.length * 8 - 1;
  }

  /** Of hashes in any order, however often each is given. */
  static of(hashes: Int32Array): HashFilter {
    const ordered = hashes.toSorted();
    const once = ordered.filter((hash, at) => hash !== ordered[at - 1]);
    const bytes = Math.max(bytesMin, Math.ceil((once.length * bitsEach) / 8));
    const filter = new HashFilter(new Uint8Array(2 ** Math.ceil(Math.log2(bytes))));
    for (const hash of once) filter.#add(hash);
    return filter;
  }

  mayHave(hash: number): boolean {
    const step = stepOf(hash);
    for (let probe = 0, at = mixed(hash); probe < probes; probe += 1, at += step) {
      const bit = at & this.#mask;
      if (((this.bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  #add(hash: number): void {
    const step = stepOf(hash);
    for (let probe = 0, at = mixed(hash); probe < probes; probe += 1, at += step) {
      const bit = at & this.#mask;
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
}

/** Every bit of the result depends on every bit of the hash (the finaliser of MurmurHash3). */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Odd, so that the probes of a hash differ. */
const stepOf = (hash: number): number => mixed(hash ^ 0x9e3779b9) | 1;
