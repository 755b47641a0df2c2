import { WagetraceError } from '../domain/errors.ts';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

function date(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text
    ? undefined
    : text;
}

/**
 * Reads a date as the publishers write theirs: `2026-09-23` with or without a time,
 * `09/23/2026` (month first) or `23/09/2026` (day first) as `slashes` says, `23 Sep 2026`.
 * Undefined for anything else.
 */
export function readDate(
  text: string | undefined,
  slashes: 'month-first' | 'day-first' = 'day-first',
): string | undefined {
  const trimmed = text?.trim() ?? '';
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(trimmed);
  if (iso) return date(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed);
  if (slashed) {
    const [, first = '', second = '', year = ''] = slashed;
    return slashes === 'month-first' ? date(year, first, second) : date(year, second, first);
  }
  const worded = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})$/.exec(trimmed);
  const month = months.indexOf(worded?.[2]?.toLowerCase() ?? '') + 1;
  return worded && month > 0 ? date(worded[3] ?? '', `${month}`, worded[1] ?? '') : undefined;
}

/** The same for a date without which a list cannot be dated. Throws `list.malformed`. */
export function requireDate(
  text: string | undefined,
  slashes: 'month-first' | 'day-first' = 'day-first',
): string {
  const read = readDate(text, slashes);
  if (read) return read;
  throw new WagetraceError('list.malformed', 'The list has no readable publication date', {
    details: { value: (text ?? '').slice(0, 40) },
  });
}

/** A date of birth as far as it is known: a day, a month, a year or a span of years. */
export function readBirth(text: string): string | undefined {
  const day = readDate(text);
  if (day) return day;
  const years = [...text.matchAll(/\b(1[89]\d\d|20\d\d)\b/g)].map(([year]) => year);
  const [first, last] = [years[0], years.at(-1)];
  if (!first || !last) return undefined;
  if (first !== last) return `${first}/${last}`;
  const month = months.findIndex((name) => text.toLowerCase().includes(name)) + 1;
  const plain = /^(?:[A-Za-z]+ )?\d{4}$/.test(text.trim());
  return month > 0 && plain ? `${first}-${String(month).padStart(2, '0')}` : first;
}
