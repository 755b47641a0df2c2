/**
 * Control characters, half a surrogate pair, and the characters that embed, override or isolate a
 * direction of writing (UAX #9, 2.1 to 2.4): with them a name shows as another than it is. Marks
 * that Hebrew, Arabic or Persian names need (UAX #9, 2.6; joiners) are none of these.
 */
const notPlain = /[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u;

/** True for text on one line that shows what it says. */
export function isPlainText(text: string): boolean {
  return !notPlain.test(text);
}

/** The same for text of several lines. */
export function isPlainProse(text: string): boolean {
  return isPlainText(text.replace(/[\t\n\r]/g, ' '));
}
