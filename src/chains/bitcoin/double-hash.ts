import { hash } from 'node:crypto';
import { shortHash } from '../../accounts/sha256-block.ts';

const hashBytes = 32;

const once = Buffer.alloc(hashBytes);

/** SHA-256 twice: ids of blocks and transactions, inner nodes of the Merkle tree. */
export function doubleHash(bytes: Uint8Array): Buffer {
  // A text is handed over by the platform in a third of the time that a buffer takes.
  once.write(hash('sha256', bytes, 'binary'), 'latin1');
  const words = shortHash(once);
  const twice = Buffer.allocUnsafe(hashBytes);
  for (let i = 0; i < words.length; i++) twice.writeInt32BE(words[i] ?? 0, 4 * i);
  return twice;
}

const reversed = Buffer.alloc(hashBytes);

/** An id as people write it: the bytes of the hash in reverse, as hex. */
export function idOf(hash: Uint8Array): string {
  for (let i = 0; i < hashBytes; i++) reversed[i] = hash[hashBytes - 1 - i] ?? 0;
  return reversed.toString('hex');
}

/**
 * Root of the Merkle tree over hashes in block order, an odd last one paired with itself.
 * Undefined where two neighbours are the same: such a block may repeat transactions under an
 * unchanged root (CVE-2012-2459), and no valid block has them.
 */
export function merkleRoot(hashes: readonly Uint8Array[]): Buffer | undefined {
  let level = Buffer.concat(hashes);
  while (level.length > hashBytes) {
    const pairs = Math.ceil(level.length / (2 * hashBytes));
    const next = Buffer.allocUnsafe(pairs * hashBytes);
    for (let pair = 0; pair < pairs; pair++) {
      const both = pairAt(level, pair);
      if (both === undefined) return undefined;
      next.set(doubleHash(both), pair * hashBytes);
    }
    level = next;
  }
  return level.length === hashBytes ? level : undefined;
}

/** Two neighbours, or the odd last one twice; undefined where two that stand there are the same. */
function pairAt(level: Buffer, pair: number): Buffer | undefined {
  const from = 2 * hashBytes * pair;
  const both = level.subarray(from, from + 2 * hashBytes);
  if (both.length === hashBytes) return Buffer.concat([both, both]);
  const same = both.compare(both, hashBytes, 2 * hashBytes, 0, hashBytes) === 0;
  return same ? undefined : both;
}
