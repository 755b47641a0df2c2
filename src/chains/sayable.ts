const charactersMax = 160;

/**
 * A foreign text that may stand in an error or a log: no URL, nothing that could be a key, no
 * control or bidi characters, no length of its own choosing.
 */
export function sayable(text: string): string {
  return text
    .slice(0, 4 * charactersMax)
    .replace(/[a-z]+:\/\/\S+/gi, '…')
    .replace(/[\w-]{16,}/g, '…')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, charactersMax);
}
