import type { KoreanName } from './korean-name.ts';
import {
  type KoreanSyllable,
  koreanSyllableSimilarity,
  writtenSyllables as written,
} from './korean-syllables.ts';
import { fromPieces, type NamePiece, type NameScore } from './name-score.ts';
import type { PreparedName } from './prepared-name.ts';
import type { ScoringRules } from './scoring-rules.ts';
import { spellingDistance, writtenCosts } from './spelling-distance.ts';

/** A rare family name tells about half of what a syllable of the given name does, Kim far less. */
const familyWeight = 0.5;
const commonFamilyDiscount = 1.5;
/** Two doubled letters or a silent one apart, the given names are one spelling. */
const spellingSlack = 0.4;
const slackSimilarity = 0.95;

/**
 * Score of two names that both read as Korean; undefined when one does not. There are few family
 * names, so sharing one says little: the syllables of the given name decide, in their order.
 */
export function scoreKorean(
  a: PreparedName,
  b: PreparedName,
  rules: ScoringRules,
): NameScore | undefined {
  let best: NameScore | undefined;
  for (const left of a.korean) {
    for (const right of b.korean) {
      const found = scoreReadings(left, right, rules);
      if (!best || found.score > best.score) best = found;
    }
  }
  return best;
}

interface Weighed extends Omit<NamePiece, 'effect'> {
  readonly weight: number;
  readonly loss: number;
}

function scoreReadings(a: KoreanName, b: KoreanName, rules: ScoringRules): NameScore {
  const parts = [familyPart(a, b, rules), ...givenParts(a, b, rules)];
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  return fromPieces(
    parts.map(({ weight: _, loss, ...piece }) => ({ ...piece, effect: -loss / whole })),
  );
}

function familyPart(a: KoreanName, b: KoreanName, rules: ScoringRules): Weighed {
  const names = { kind: 'korean-family', left: a.family, right: b.family } as const;
  if (a.family !== b.family) {
    return {
      ...names,
      kind: 'contradiction',
      weight: rules.contradiction,
      loss: rules.contradiction,
    };
  }
  return { ...names, weight: familyWeight - commonFamilyDiscount * a.familyShare, loss: 0 };
}

function givenParts(a: KoreanName, b: KoreanName, rules: ScoringRules): readonly Weighed[] {
  const names = { kind: 'korean-syllable', left: a.givenText, right: b.givenText } as const;
  if (written(a.given) === written(b.given)) return [{ ...names, weight: a.given.length, loss: 0 }];
  if (spellingDistance(a.givenText, b.givenText, writtenCosts) <= spellingSlack) {
    const weight = a.given.length;
    return [
      { ...names, similarity: slackSimilarity, weight, loss: weight * (1 - slackSimilarity) },
    ];
  }
  const count = Math.max(a.given.length, b.given.length);
  return Array.from({ length: count }, (_, at) => syllablePart(a.given[at], b.given[at], rules));
}

function syllablePart(
  a: KoreanSyllable | undefined,
  b: KoreanSyllable | undefined,
  rules: ScoringRules,
): Weighed {
  const similarity = a && b ? koreanSyllableSimilarity(a, b) : 0;
  const words = { left: written(a ? [a] : []), right: written(b ? [b] : []) };
  if (similarity === 0) {
    return {
      kind: 'contradiction',
      ...words,
      weight: rules.contradiction,
      loss: rules.contradiction,
    };
  }
  return { kind: 'korean-syllable', ...words, similarity, weight: 1, loss: 1 - similarity };
}
