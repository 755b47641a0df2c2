import type { BytesCoder } from '@scure/base';

/** The bytes of a text, or undefined: the library's only way to refuse one is to throw. */
export function decodedOrNothing(coder: BytesCoder, text: string): Uint8Array | undefined {
  try {
    return coder.decode(text);
  } catch {
    return undefined;
  }
}
