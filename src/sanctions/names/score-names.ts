import { type AlignedPair, alignNames } from './align-names.ts';
import { scoreKorean } from './korean-score.ts';
import type { NamePiece, NameScore } from './name-score.ts';
import { fromPieces } from './name-score.ts';
import type { NameToken, PreparedName, TokenKind } from './prepared-name.ts';
import { type ScoringRules, scoringRules } from './scoring-rules.ts';

/**
 * How likely two names are of one party, 0 to 1, with the pieces that make it up: the score is 1
 * plus the effects of all pieces, which are 0 or negative, and never below 0. Symmetric.
 */
export function scoreNames(
  a: PreparedName,
  b: PreparedName,
  rules: ScoringRules = scoringRules,
): NameScore {
  return scoreKorean(a, b, rules) ?? scoreWords(a, b, rules);
}

function scoreWords(a: PreparedName, b: PreparedName, rules: ScoringRules): NameScore {
  const { pairs, leftOver, rightOver } = alignNames(a, b, rules);
  const person = a.kind === 'person' && b.kind === 'person';
  const extraRate = person ? rules.extraOfPerson : rules.extraOfEntity;
  const agreed = pairs.reduce((sum, pair) => sum + pair.weight, 0);
  const left = leftOfSide(leftOver);
  const right = leftOfSide(rightOver);
  const contradiction = rules.contradiction * Math.min(left.weight, right.weight);
  const numbers = rules.numberDiffers * Math.min(left.numbers, right.numbers);
  const extra =
    extraRate *
    (Math.abs(left.weight - right.weight) +
      Math.abs(left.numbers - right.numbers) +
      left.small +
      right.small);
  const whole = agreed + contradiction + numbers + extra;
  if (agreed === 0) return { score: 0, pieces: [{ kind: 'nothing-agrees', effect: -1 }] };
  const pieces = pairs.map((pair) => pairPiece(pair, whole));
  const words = { left: wordsOf(leftOver), right: wordsOf(rightOver) };
  const add = (kind: NamePiece['kind'], loss: number): void => {
    if (loss > 0) pieces.push({ kind, ...words, effect: -loss / whole });
  };
  add('contradiction', contradiction);
  add('number-differs', numbers);
  add('extra-words', extra);
  return fromPieces([
    ...pieces,
    ...formPieces(a, b, rules),
    ...thinPieces(pairs, extra + contradiction, rules),
  ]);
}

/** Words that alone never decide. */
export const smallKinds: ReadonlySet<TokenKind> = new Set(['particle', 'title', 'filler']);

/** Weight of what the other name has nothing for; small words and numbers apart. */
function leftOfSide(tokens: readonly NameToken[]): {
  readonly weight: number;
  readonly numbers: number;
  readonly small: number;
} {
  const sum = (wanted: (token: NameToken) => boolean): number =>
    tokens.filter(wanted).reduce((total, token) => total + token.weight, 0);
  return {
    weight: sum(({ kind }) => kind !== 'number' && !smallKinds.has(kind)),
    numbers: sum(({ kind }) => kind === 'number'),
    small: sum(({ kind }) => smallKinds.has(kind)),
  };
}

const wordsOf = (tokens: readonly NameToken[]): string => tokens.map(({ text }) => text).join(' ');

function pairPiece(pair: AlignedPair, whole: number): NamePiece {
  return {
    kind: pair.how,
    left: pair.left.text,
    right: pair.right.text,
    similarity: pair.similarity,
    effect: (-pair.weight * (1 - pair.similarity)) / whole,
  };
}

function formPieces(a: PreparedName, b: PreparedName, rules: ScoringRules): readonly NamePiece[] {
  if (!a.legalForm || !b.legalForm || a.legalForm === b.legalForm) return [];
  return [
    {
      kind: 'legal-form-differs',
      left: a.legalForm,
      right: b.legalForm,
      effect: -rules.legalFormDiffers,
    },
  ];
}

/**
 * One part that agrees is weak evidence when the names have others, and so are parts that many
 * people share (`Jose Garcia` for `Jose Garcia Guzman`); initials alone are none.
 */
function thinPieces(
  pairs: readonly AlignedPair[],
  lost: number,
  rules: ScoringRules,
): readonly NamePiece[] {
  const telling = pairs.filter((pair) => !isSmall(pair.left) && !isSmall(pair.right));
  const whole = telling.filter(({ left, right }) => left.text.length > 1 && right.text.length > 1);
  if (whole.length === 0) return [{ kind: 'thin-evidence', effect: -2 * rules.thinEvidence }];
  if (lost <= lostBesideOne) return [];
  const words = telling.reduce((sum, pair) => sum + pair.words, 0);
  if (words === 1) return [{ kind: 'thin-evidence', effect: -rules.thinEvidence }];
  const common = whole.every(
    ({ left, right }) => left.kind === 'common' || right.kind === 'common',
  );
  return common ? [{ kind: 'common-names', effect: -rules.commonNames }] : [];
}

/** A title, a particle or one word of trade or place beside what agrees does not count. */
const lostBesideOne = 0.25;
const isSmall = ({ kind }: NameToken): boolean => smallKinds.has(kind);
