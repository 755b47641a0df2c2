import { WagetraceError } from '../../domain/errors.ts';
import type { FileLimits } from './limits.ts';

const newline = 0x0a;

/** The file's bytes in chunks that end with a line, and whether they were cut at the limit. */
export interface WholeLines {
  readonly chunks: AsyncIterable<Buffer>;
  cut(): boolean;
}

/**
 * Cuts the input at the last whole line within the limit: half a row could be read as a smaller
 * amount. Throws `import.row-too-large` while read.
 */
export function wholeLines(
  input: AsyncIterable<Uint8Array | string>,
  limits: Pick<FileLimits, 'bytesMax' | 'rowBytesMax'>,
): WholeLines {
  let isCut = false;
  async function* chunks(): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    let left = limits.bytesMax;
    for await (const data of input) {
      const chunk = Buffer.from(data);
      isCut = chunk.length > left;
      const taken = Buffer.concat([rest, chunk.subarray(0, left)]);
      left -= chunk.length;
      const end = taken.lastIndexOf(newline) + 1;
      if (end > 0) yield taken.subarray(0, end);
      rest = taken.subarray(end);
      if (rest.length > limits.rowBytesMax) throw rowTooLarge(limits.rowBytesMax);
      if (isCut) return;
    }
    if (rest.length > 0) yield rest;
  }
  return { chunks: chunks(), cut: () => isCut };
}

/** The file is refused: what follows such a row cannot be told from the row. */
export function rowTooLarge(bytes: number): WagetraceError {
  return new WagetraceError('import.row-too-large', `A row is longer than ${bytes} bytes`);
}
