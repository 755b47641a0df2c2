import { hash } from 'node:crypto';

/** SHA-256 twice: ids of blocks and transactions, inner nodes of the Merkle tree. */
export function doubleHash(bytes: Uint8Array): Buffer {
  return hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer');
}

/** An id as people write it: the bytes of the hash in reverse, as hex. */
export function idOf(hashBytes: Uint8Array): string {
  return Buffer.from(hashBytes).reverse().toString('hex');
}

/**
 * Root of the Merkle tree over hashes in block order, an odd last one paired with itself.
 * Undefined where two neighbours are the same: such a block may repeat transactions under an
 * unchanged root (CVE-2012-2459), and no valid block has them.
 */
export function merkleRoot(hashes: readonly Uint8Array[]): Buffer | undefined {
  let level = hashes;
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i];
      const right = level[i + 1] ?? left;
      if (left === undefined || right === undefined) return undefined;
      if (level[i + 1] !== undefined && Buffer.compare(left, right) === 0) return undefined;
      next.push(doubleHash(Buffer.concat([left, right])));
    }
    level = next;
  }
  return level[0] === undefined ? undefined : Buffer.from(level[0]);
}
