import type { StoppedBy } from './stopped-by.ts';

/**
 * The body of an answer as bytes. `tooLarge` makes the error for one of more than `bytesMax`. Throws
 * the reason of the signals by which it is stopped, and lets go of the connection.
 */
export async function boundedBody(
  { body }: Pick<Response, 'body'>,
  bytesMax: number,
  tooLarge: () => Error,
  stopped: StoppedBy,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const reader = body?.getReader();
  if (!reader) return Buffer.alloc(0);
  try {
    for (let bytes = 0; ; ) {
      const { done, value } = await stopped.race(reader.read());
      if (done) return Buffer.concat(chunks);
      bytes += value.byteLength;
      if (bytes > bytesMax) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    // After the end this does nothing; a body that broke off has told so by what was thrown.
    void reader.cancel().catch(() => undefined);
  }
}
