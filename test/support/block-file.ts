/** Writes a file as Bitcoin Core lays it out: magic, length, block; obscured with a key if given. */
export function blockFile(magic: string, blocks: readonly Buffer[], key?: Buffer): Buffer {
  const plain = Buffer.concat(
    blocks.flatMap((block) => {
      const head = Buffer.alloc(8);
      head.write(magic, 'hex');
      head.writeUInt32LE(block.length, 4);
      return [head, block];
    }),
  );
  if (key === undefined) return plain;
  return Buffer.from(plain.map((byte, i) => byte ^ (key[i % key.length] ?? 0)));
}
