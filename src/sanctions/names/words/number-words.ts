const cardinals =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen twenty';
const ordinals =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth ' +
  'fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';

const numberOf: ReadonlyMap<string, number> = new Map([
  ...cardinals.split(' ').map((word, value) => [word, value] as const),
  ...ordinals.split(' ').map((word, value) => [word, value] as const),
  ...tens.split(' ').map((word, i) => [word, (i + 2) * 10] as const),
  ['hundred', 100],
]);
const roman = /^(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;
const romanValue: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50 };

function fromRoman(word: string): number {
  let total = 0;
  for (let i = 0; i < word.length; i += 1) {
    const value = romanValue[word[i] ?? ''] ?? 0;
    const next = romanValue[word[i + 1] ?? ''] ?? 0;
    total += value < next ? -value : value;
  }
  return total;
}

/** A number in digits, as ordinal (`1st`), as a word or Roman (below 90); undefined for other words. */
export function numberValue(word: string): number | undefined {
  const digits = /^(\d{1,9})(?:st|nd|rd|th)?$/.exec(word)?.[1];
  if (digits !== undefined) return Number(digits);
  return numberOf.get(word) ?? (roman.test(word) ? fromRoman(word) : undefined);
}

/** True for a word that continues the number word before it (`forty` `four`). */
export function continuesNumber(before: string, word: string): boolean {
  const [ten, one] = [numberOf.get(before), numberValue(word)];
  return (
    ten !== undefined &&
    ten >= 20 &&
    ten < 100 &&
    ten % 10 === 0 &&
    one !== undefined &&
    one < 10 &&
    one > 0
  );
}
