import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { PackedNames } from './names/packed-names.ts';

/** Listed parties with their names prepared for search. */
export interface PackedParties {
  /** A `ListedParty` each, as JSON: read when it is found. */
  readonly texts: readonly string[];
  /** The names of these parties. */
  readonly names: readonly PackedNames[];
}

/** Changes with every change of the form below, and of `PackedParties`. */
const packedForm = 1;

/** As bytes to keep. The checksum of gzip tells later whether they are whole. */
export function writePacked({ texts, names }: PackedParties): Uint8Array {
  return gzipSync(serialize({ form: packedForm, texts, names }), { level: 1 });
}

/**
 * What `writePacked` wrote, by whatever release of the product.
 * @throws `names.unreadable` for bytes that are not whole, or of another form.
 */
export function readPacked(bytes: Uint8Array): PackedParties {
  try {
    // CAST: written by `writePacked` from that very type, when the form and the checksum are right.
    const read = deserialize(gunzipSync(bytes)) as PackedParties & { readonly form: number };
    if (read.form !== packedForm) throw new TypeError(`it has the form ${read.form}`);
    return read;
  } catch (error) {
    throw new WagetraceError('names.unreadable', `The kept index of names: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
