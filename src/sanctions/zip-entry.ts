import type { Readable } from 'node:stream';
import { type Entry, openPromise } from 'yauzl';
import { messageOf, WagetraceError } from '../domain/errors.ts';

/** A list unpacks to about eleven times its zip; more than this is a bomb. */
const ratioMax = 200;
const bytesMax = 2_000_000_000;
const entriesMax = 16;

function refuse(code: string, message: string, cause?: unknown): WagetraceError {
  return new WagetraceError(code, message, cause === undefined ? {} : { cause });
}

function checkEntry(entry: Entry): void {
  if (entry.uncompressedSize > bytesMax) {
    throw refuse('list.too-large', `The archive unpacks to more than ${bytesMax} bytes`);
  }
  if (entry.uncompressedSize > ratioMax * Math.max(entry.compressedSize, 1_000)) {
    throw refuse('list.too-large', `The archive unpacks to more than ${ratioMax} times its size`);
  }
}

/**
 * Streams the one XML document of a zip archive; yauzl checks its size and checksum as it goes.
 * Throws `list.malformed` for what is no such archive, `list.too-large` for a bomb.
 */
export async function* zipEntry(path: string): AsyncGenerator<Uint8Array> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw refuse('list.malformed', `Not a zip archive: ${messageOf(error)}`, error);
  });
  try {
    if (zip.entryCount > entriesMax) {
      throw refuse('list.too-large', `The archive has more than ${entriesMax} entries`);
    }
    for await (const entry of zip.eachEntry()) {
      if (!/\.xml$/i.test(entry.fileName)) continue;
      checkEntry(entry);
      const stream: Readable = await zip.openReadStreamPromise(entry);
      for await (const chunk of stream) yield chunk;
      return;
    }
  } catch (error) {
    if (error instanceof WagetraceError) throw error;
    throw refuse('list.malformed', `The archive is damaged: ${messageOf(error)}`, error);
  } finally {
    zip.close();
  }
  throw refuse('list.malformed', 'The archive holds no XML document');
}
