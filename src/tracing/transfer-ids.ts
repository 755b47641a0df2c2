import { type Transfer, transferKey } from '../domain/transfer.ts';

/** What a key is made of. */
type Named = Pick<Transfer, 'chain' | 'tx' | 'position'>;

/** Ids of transactions are hashes or end in a count: these last signs tell nearly all apart. */
const tailSigns = 16;
/** Of what stands before them one in so many is looked at. */
const stride = 8;
const prime = 0x01000193;

/**
 * Numbers transfers 0, 1, 2, … in the order in which their keys (`transferKey`) come first. The
 * keys are not spelled for it: a text of a hundred signs each would cost more than all else that is
 * done when a transfer is added.
 */
export class TransferIds {
  /** Number + 1 by hash, the next free one where it is taken; 0: free. */
  #slots = new Int32Array(1024);
  readonly #hashes: number[] = [];
  readonly #named: Named[] = [];

  get count(): number {
    return this.#named.length;
  }

  /** The number of the transfer's key. */
  add(transfer: Named): number {
    const { tx, position } = transfer;
    const hash = hashOf(tx, 0, tx.length, position);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#insert(slot, hash, transfer);
      if (this.#hashes[number] === hash && isSame(this.#named[number], transfer)) return number;
    }
  }

  /** The number of a key; undefined for one that did not come. */
  find(key: string): number | undefined {
    const end = key.lastIndexOf(':');
    // There is one colon in the id of a chain.
    const start = key.indexOf(':', key.indexOf(':') + 1) + 1;
    const hash = hashOf(key, start, end, Number(key.slice(end + 1)));
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return undefined;
      const named = this.#hashes[number] === hash ? this.#named[number] : undefined;
      if (named && transferKey(named) === key) return number;
    }
  }

  #insert(slot: number, hash: number, transfer: Named): number {
    this.#slots[slot] = this.#named.push(transfer);
    this.#hashes.push(hash);
    if (this.count * 2 > this.#slots.length) this.#grow();
    return this.count - 1;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let number = 0; number < this.count; number += 1) {
      let slot = (this.#hashes[number] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function isSame(one: Named | undefined, other: Named): boolean {
  return one?.position === other.position && one.tx === other.tx && one.chain === other.chain;
}

/** Of the id of a transaction, which stands in the text from `start` to `end`, and a position. */
function hashOf(text: string, start: number, end: number, position: number): number {
  const tail = Math.max(start, end - tailSigns);
  let hash = Math.imul(position, prime);
  for (let at = tail - stride; at >= start; at -= stride) {
    hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  }
  for (let at = tail; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash ^ (hash >>> 15);
}
