import { WagetraceError } from '../../domain/errors.ts';

const calendar =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads ISO 8601, the forms of Dune and BigQuery (`2024-08-02 00:24:23.000 UTC`) and of explorers
 * (`2024-08-02 00:24:23`, meant as UTC), and seconds or milliseconds since 1970, as ISO 8601 UTC
 * with milliseconds. Throws `cell.bad-time`.
 */
export function readTime(text: string): string {
  const ms = /^\d{9,13}$/.test(text) ? sinceEpoch(text) : fromCalendar(text);
  if (!Number.isFinite(ms)) throw new WagetraceError('cell.bad-time', 'Not a time');
  return new Date(ms).toISOString();
}

/** Eleven digits and more cannot be seconds: they would lie beyond the year 5000. */
function sinceEpoch(digits: string): number {
  return digits.length > 10 ? Number(digits) : Number(digits) * 1000;
}

function fromCalendar(text: string): number {
  const [, day, clock, fraction = '', zone = 'Z'] = calendar.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const ms = fraction.padEnd(3, '0').slice(0, 3);
  const iso = `${day}T${clock}.${ms}${zone === 'UTC' ? 'Z' : zone.replace(/^(.\d\d):?(\d\d)$/, '$1:$2')}`;
  const parsed = Date.parse(iso);
  // A day that no month has, such as 30 February, is moved to the next month by the parser.
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return isDay ? parsed : Number.NaN;
}
