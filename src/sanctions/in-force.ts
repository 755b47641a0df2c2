/** Whether something listed until a day (exclusive, YYYY-MM-DD) is still listed on `day`. */
export function isInForce({ until }: { readonly until?: string }, day: string): boolean {
  return until === undefined || until > day;
}

/** The day of a moment, UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
