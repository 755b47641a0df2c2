/** Bytes in small pieces, as they come from a network. */
export async function* byteChunks(
  content: string | Uint8Array,
  size = 1_000,
): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
