/** The lesser of two amounts. `Math.min` does not take bigints. */
export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
