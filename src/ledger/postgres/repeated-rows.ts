const prime = 0x01000193;

/**
 * Whether two rows may be of one transfer: they have the short hash of its transaction and its
 * position in common. By numbers alone, which costs a tenth of spelling the keys.
 */
export function mayRepeat(txHashes: Int32Array, positions: Int32Array): boolean {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * txHashes.length + 1)));
  const mask = slots.length - 1;
  for (let row = 0; row < txHashes.length; row += 1) {
    const [hash, position] = [txHashes[row] ?? 0, positions[row] ?? 0];
    let slot = (hash ^ Math.imul(position, prime)) & mask;
    for (let other = slots[slot] ?? 0; other !== 0; other = slots[slot] ?? 0) {
      if (txHashes[other - 1] === hash && positions[other - 1] === position) return true;
      slot = (slot + 1) & mask;
    }
    slots[slot] = row + 1;
  }
  return false;
}
