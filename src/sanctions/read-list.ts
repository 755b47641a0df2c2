import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { WagetraceError } from '../domain/errors.ts';
import { isInForce } from './in-force.ts';
import type { ListDocument, ListSource } from './list-source.ts';
import type { StoredVersion } from './list-version.ts';
import { zipEntry } from './zip-entry.ts';

/** A list that lost more than this of its entries is refused: it is more likely broken. */
const shrinkMaxPercent = 20;

export interface ReadList {
  readonly document: ListDocument;
  /** Of the document itself, the same whether it came packed or not. */
  readonly sha256: string;
}

/**
 * Reads a list from a file, plain or zipped, as it stands on `day`. Throws as `ListSource.read`, and `list.unreachable`
 * for a file that cannot be opened.
 */
export async function readList(source: ListSource, path: string, day: string): Promise<ReadList> {
  const hash = createHash('sha256');
  const chunks = (await isZip(path)) ? zipEntry(path) : createReadStream(path);
  const seen = tapped(chunks, (chunk) => hash.update(chunk));
  const document = await source.read(seen, source, day);
  return { document, sha256: hash.digest('hex') };
}

/** By its first bytes: an address or a mirror's name does not always tell. */
async function isZip(path: string): Promise<boolean> {
  const file = await open(path).catch((error: unknown) => {
    throw new WagetraceError('list.unreachable', 'The file of the list cannot be opened', {
      cause: error,
    });
  });
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.equals(Buffer.from('PK\u0003\u0004'));
  } finally {
    await file.close();
  }
}

async function* tapped(
  chunks: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}

function shrunk(what: string, before: number, after: number): WagetraceError | undefined {
  if (after * 100 >= before * (100 - shrinkMaxPercent)) return undefined;
  return new WagetraceError(
    'list.shrunk',
    `The list has ${after} ${what} where it had ${before}: refused until somebody accepts it`,
  );
}

/**
 * Why a version must not replace the one in force: it is not whole, older, or much smaller.
 * The records of a shipped version are wallet holders only, so that only its wallets are compared.
 */
export function objectionTo(
  document: ListDocument,
  current: StoredVersion | undefined,
  acceptShrunk: boolean,
): WagetraceError | undefined {
  const { declaredRecords, records } = document;
  if (declaredRecords !== undefined && declaredRecords !== records) {
    return new WagetraceError(
      'list.truncated',
      `The list declares ${declaredRecords} records and has ${records}`,
    );
  }
  if (records === 0) return new WagetraceError('list.truncated', 'The list is empty');
  if (!current) return undefined;
  if (document.published !== undefined && document.published < current.published) {
    return new WagetraceError(
      'list.older',
      `The list of ${document.published} is older than the one in force (${current.published})`,
    );
  }
  if (acceptShrunk) return undefined;
  const day = document.published ?? current.published;
  const inForce = document.identifiers.filter((one) => isInForce(one, day)).length;
  return (
    (current.shipped ? undefined : shrunk('records', current.records, records)) ??
    shrunk('wallets', current.identifiers, inForce)
  );
}
