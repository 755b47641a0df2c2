/** A labelled pair with the score of a matcher. */
export interface ScoredPair {
  readonly group: string;
  readonly isMatch: boolean;
  readonly score: number;
}

export interface Measures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 when pairs at or above the threshold count as matches. */
export function measure(pairs: readonly ScoredPair[], threshold: number): Measures {
  let [hits, misses, falseAlarms] = [0, 0, 0];
  for (const { isMatch, score } of pairs) {
    if (score >= threshold && isMatch) hits += 1;
    else if (isMatch) misses += 1;
    else if (score >= threshold) falseAlarms += 1;
  }
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    precision: share(hits, hits + falseAlarms),
    recall: share(hits, hits + misses),
    f1: share(2 * hits, 2 * hits + misses + falseAlarms),
  };
}

const steps = 200;

/** The threshold with the greatest F1, the lowest of several; it is chosen knowing the truth. */
export function bestThreshold(pairs: readonly ScoredPair[]): { threshold: number; f1: number } {
  let best = { threshold: 0, f1: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const threshold = step / steps;
    const { f1 } = measure(pairs, threshold);
    if (f1 > best.f1) best = { threshold, f1 };
  }
  return best;
}
