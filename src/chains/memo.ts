/** Longer texts are cut: no service has longer memos, and a megabyte is an attack. */
export const memoCharactersMax = 1_024;
const bytesMax = 4 * memoCharactersMax;

/** A memo as text that can be stored and shown: control and bidi characters become U+FFFD. */
export function cleanMemo(text: string): string | undefined {
  const cut = [...text.slice(0, 2 * memoCharactersMax)].slice(0, memoCharactersMax).join('');
  const clean = cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd').trim();
  return clean === '' ? undefined : clean;
}

/**
 * The memo in the data of a payment, given in hex: undefined where the bytes are not UTF-8 text,
 * as the encoded calls of contracts are not.
 */
export function memoOfBytes(hex: string): string | undefined {
  if (hex === '' || hex.length > 2 * bytesMax) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(hex, 'hex'));
    return /[\p{Cc}\p{Cn}]/u.test(text) ? undefined : cleanMemo(text);
  } catch {
    return undefined; // Not text: most data is a call.
  }
}
