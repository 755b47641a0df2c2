import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** The unfinished `<path>.part` of a download, and the version that it is a part of. */
export interface PartialFile {
  readonly bytes: number;
  /** A strong ETag, or a date: what `If-Range` may carry (RFC 9110, 13.1.5). */
  readonly validator: string;
}

/** Undefined when nothing is begun, or nothing that can be gone on with safely. */
export async function readPartial(path: string): Promise<PartialFile | undefined> {
  const [size, validator] = await Promise.all([
    stat(`${path}.part`).then(
      ({ size: bytes }) => bytes,
      () => 0,
    ),
    readFile(`${path}.part-of`, 'utf8').catch(() => ''),
  ]);
  return size > 0 && validator !== '' ? { bytes: size, validator } : undefined;
}

/** Notes which version is begun; a weak ETag may not be used to put parts together. */
export async function writePartialMark(
  path: string,
  etag: string | undefined,
  lastModified: string | undefined,
): Promise<void> {
  const validator = etag && !etag.startsWith('W/') ? etag : lastModified;
  if (validator) await writeFile(`${path}.part-of`, validator);
  else await rm(`${path}.part-of`, { force: true });
}
