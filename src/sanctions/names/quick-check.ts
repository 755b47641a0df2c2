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
 * letters than a slip or a romanisation does. Asked thousands of times for one name, so it counts
 * in loops and makes no lists.
 */
export function mayMatch(a: PreparedName, b: PreparedName): boolean {
  if (a.korean.length > 0 && b.korean.length > 0) return true;
  const loose = (a.fidelity === 'loose' || b.fidelity === 'loose') && a.script !== b.script;
  const max = loose ? apartMax.loose : apartMax.written;
  const left = lonelyWords(a.tokens, b.tokens, max);
  const right = lonelyWords(b.tokens, a.tokens, max);
  const leftOver = right.all.words > 0 ? left.all : left.beyondInitials;
  const rightOver = left.all.words > 0 ? right.all : right.beyondInitials;
  const lonely = Math.min(leftOver.weight, rightOver.weight);
  if (lonely <= lonelyShareMax * Math.min(weightOf(a.tokens), weightOf(b.tokens))) return true;
  return loose || lettersApart(leftOver.letters, rightOver.letters) <= joinedApartMax;
}

/** Some words of a name, taken together. */
interface Sum {
  words: number;
  weight: number;
  letters: number;
}

function add(sum: Sum, { weight, letters }: NameToken): void {
  sum.words += 1;
  sum.weight += weight;
  sum.letters |= letters;
}

/**
 * Written-out words that have no like among the written-out words of the other name: all, and
 * those that no initial of the other name stands for. Initials stand only for words that their own
 * name does not write out, see `alignNames`.
 */
function lonelyWords(
  own: readonly NameToken[],
  other: readonly NameToken[],
  max: number,
): { readonly all: Sum; readonly beyondInitials: Sum } {
  const all = { words: 0, weight: 0, letters: 0 };
  const beyondInitials = { words: 0, weight: 0, letters: 0 };
  for (const token of own) {
    if (token.kind === 'initial' || hasLike(token, other, max)) continue;
    add(all, token);
    if (!hasInitial(token, other)) add(beyondInitials, token);
  }
  return { all, beyondInitials };
}

function hasLike(token: NameToken, other: readonly NameToken[], max: number): boolean {
  for (const one of other) if (mayBeOne(token, one, max)) return true;
  return false;
}

function hasInitial({ text }: NameToken, other: readonly NameToken[]): boolean {
  for (const one of other) {
    if (one.kind === 'initial' && one.text === text.charAt(0)) return true;
  }
  return false;
}

function mayBeOne(a: NameToken, b: NameToken, max: number): boolean {
  if (a.text === b.text) return true;
  if (b.kind === 'initial') return false;
  const longest = Math.max(a.text.length, b.text.length);
  const more = Math.abs(a.text.length - b.text.length);
  const beginning = a.sound.charCodeAt(0) === b.sound.charCodeAt(0) ? 0 : beginningApart;
  const bearable = Math.min(max, longest + 1) - more - beginning;
  if (bearable >= 0 && lettersApart(a.letters, b.letters) <= bearable) return true;
  return a.variants.length > 0 && b.variants.length > 0 && shareVariant(a, b);
}

const shareVariant = (a: NameToken, b: NameToken): boolean =>
  a.variants.some((row) => b.variants.includes(row));

function weightOf(tokens: readonly NameToken[]): number {
  let sum = 0;
  for (const { weight } of tokens) sum += weight;
  return sum;
}
