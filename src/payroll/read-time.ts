const isoPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Years that are kept: neither the store nor other calendars have a year 0. */
const keptYears = /^(?!0000)\d{4}-/;

/** An ISO 8601 date or time with zone, as UTC; undefined for anything else, also for 30 February. */
export function readTime(text: string): string | undefined {
  if (!isoPattern.test(text)) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !keptYears.test(time.toISOString())) return undefined;
  const sameDay = text.length > 10 || time.toISOString().startsWith(text);
  return sameDay ? time.toISOString() : undefined;
}
