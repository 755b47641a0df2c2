/** Whether something listed until a day (exclusive, YYYY-MM-DD) is still listed on `day`. */
export function isInForce(
  { until }: { readonly until?: string | undefined },
  day: string,
): boolean {
  return until === undefined || until > day;
}

/** The last of the days until which something is listed; undefined where one has no end. */
export function lastUntil(untils: readonly (string | undefined)[]): string | undefined {
  const days = untils.filter((until) => until !== undefined);
  return days.length < untils.length ? undefined : days.sort().at(-1);
}

/** The day of a moment, UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
