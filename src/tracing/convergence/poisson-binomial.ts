/**
 * Probability that at least `least` of independent events happen, each with its own probability.
 * Sums of positive terms only, so that small tails keep their precision.
 */
export function poissonBinomialTail(probabilities: readonly number[], least: number): number {
  if (least <= 0) return 1;
  /** Probability of exactly j so far, for j below `least`; what reaches `least` is absorbed. */
  const exactly = new Float64Array(least);
  exactly[0] = 1;
  let reached = 0;
  for (const p of probabilities) {
    reached += (exactly[least - 1] ?? 0) * p;
    for (let j = least - 1; j > 0; j -= 1) {
      exactly[j] = (exactly[j] ?? 0) * (1 - p) + (exactly[j - 1] ?? 0) * p;
    }
    exactly[0] = (exactly[0] ?? 0) * (1 - p);
  }
  return Math.min(1, reached);
}
