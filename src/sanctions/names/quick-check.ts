import type { NameToken, PreparedName } from './prepared-name.ts';
import { lettersApart } from './spelling-distance.ts';

/** Letters that only one of two words has, and letters more, when they may still be one word. */
const apartMax = { written: 7, loose: 14 } as const;
/** Words that begin with another sound must be closer in the rest. */
const beginningApart = 3;
/** The same for all the words without a partner, taken together, when they may be written as one. */
const joinedApartMax = 3;
/** Share of the lighter name that may disagree: with more, the score is below 0.6. */
const lonelyShareMax = 0.25;

/**
 * False when two names cannot come near the threshold, found without comparing spellings: too much
 * of each has no word in the other with nearly its letters. It errs only on words that change more
 * letters than a slip or a romanisation does.
 */
export function mayMatch(a: PreparedName, b: PreparedName): boolean {
  if (a.korean.length > 0 && b.korean.length > 0) return true;
  const loose = (a.fidelity === 'loose' || b.fidelity === 'loose') && a.script !== b.script;
  const max = loose ? apartMax.loose : apartMax.written;
  const left = lonelyWords(a.tokens, b.tokens, max);
  const right = lonelyWords(b.tokens, a.tokens, max);
  const leftOver = right.length > 0 ? left : withoutInitials(left, b.tokens);
  const rightOver = left.length > 0 ? right : withoutInitials(right, a.tokens);
  const lonely = Math.min(weightOf(leftOver), weightOf(rightOver));
  if (lonely <= lonelyShareMax * Math.min(weightOf(a.tokens), weightOf(b.tokens))) return true;
  return loose || lettersApart(lettersOfAll(leftOver), lettersOfAll(rightOver)) <= joinedApartMax;
}

/** Written-out words that have no like among the written-out words of the other name. */
function lonelyWords(
  own: readonly NameToken[],
  other: readonly NameToken[],
  max: number,
): readonly NameToken[] {
  return own.filter(
    (token) => token.kind !== 'initial' && !other.some((one) => mayBeOne(token, one, max)),
  );
}

/** Initials stand only for words that their own name does not write out, see `alignNames`. */
function withoutInitials(
  words: readonly NameToken[],
  other: readonly NameToken[],
): readonly NameToken[] {
  const initials = other.filter(({ kind }) => kind === 'initial').map(({ text }) => text);
  return initials.length === 0
    ? words
    : words.filter(({ text }) => !initials.includes(text.charAt(0)));
}

function mayBeOne(a: NameToken, b: NameToken, max: number): boolean {
  if (a.text === b.text) return true;
  if (b.kind === 'initial') return false;
  const longest = Math.max(a.text.length, b.text.length);
  const more = Math.abs(a.text.length - b.text.length);
  const apart = lettersApart(a.letters, b.letters) + more;
  const beginning = a.sound[0] === b.sound[0] ? 0 : beginningApart;
  if (apart + beginning <= Math.min(max, longest + 1)) return true;
  return a.variants.some((row) => b.variants.includes(row));
}

const weightOf = (tokens: readonly NameToken[]): number =>
  tokens.reduce((sum, { weight }) => sum + weight, 0);

const lettersOfAll = (tokens: readonly NameToken[]): number =>
  tokens.reduce((all, { letters }) => all | letters, 0);
