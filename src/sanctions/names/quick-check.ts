import type { NameToken, PreparedName } from './prepared-name.ts';
import { lettersApart } from './spelling-distance.ts';
import { WordMasks } from './word-masks.ts';
import { type WordTable, weightOf } from './word-table.ts';

/** Letters that only one of two words has, and letters more, when they may still be one word. */
const apartMax = { written: 7, loose: 14 } as const;
/** Words that begin with another sound must be closer in the rest. */
const beginningApart = 3;
/** The same for all the words without a partner, taken together, when they may be written as one. */
const joinedApartMax = 3;
/** Share of the lighter name that may disagree: with more, the score is below 0.6. */
const lonelyShareMax = 0.25;

/**
 * Tells which of many names can come near the threshold for one name, without comparing spellings:
 * not those of which too much, on both sides, has no word in the other with nearly its letters. It
 * errs only on words that change more letters than a slip or a romanisation does. Asked thousands
 * of times for one name, so it counts in loops and makes no lists.
 */
export class QuickCheck {
  readonly #table: WordTable;
  readonly #like: WordMasks;

  constructor(table: WordTable) {
    this.#table = table;
    this.#like = new WordMasks(table.words, mayBeOne);
  }

  /** False when the name and the listed one at this place cannot come near the threshold. */
  mayMatch(asked: PreparedName, at: number): boolean {
    const { packed, weights } = this.#table;
    if (asked.korean.length > 0 && packed.korean[at] === 1) return true;
    const open = this.#table.isOpenAt(asked, at);
    const right = emptyRest();
    const { covered, initialled } = this.#lonelyListed(asked, at, open, right);
    const left = lonelyAsked(asked.tokens, covered, initialled);
    const lighter = Math.min(weightOf(asked.tokens), weights[at] ?? 0);
    return mayAgree(left, right, lighter, open);
  }

  /** Adds up the listed words without a like; which words asked for have one, or an initial. */
  #lonelyListed(asked: PreparedName, at: number, open: boolean, rest: Rest) {
    const { words, initials } = this.#table;
    const { places, starts } = this.#table.packed;
    let covered = 0;
    let initialled = 0;
    const end = starts[at + 1] ?? 0;
    for (let next = starts[at] ?? 0; next < end; next += 1) {
      const place = places[next] ?? 0;
      const like = this.#like.of(asked, place, open);
      covered |= like;
      const initial = initials[place] === 1;
      const word = initial || like === 0 ? words[place] : undefined;
      if (!word) continue;
      if (initial) initialled |= beginningWith(word.text, asked.tokens);
      else add(rest, word, hasInitial(word, asked.tokens));
    }
    return { covered, initialled };
  }
}

/** Some words of a name, taken together: all, and those that no initial of the other stands for. */
interface Rest {
  words: number;
  weight: number;
  letters: number;
  weightBeyondInitials: number;
  lettersBeyondInitials: number;
}

const emptyRest = (): Rest => ({
  words: 0,
  weight: 0,
  letters: 0,
  weightBeyondInitials: 0,
  lettersBeyondInitials: 0,
});

function add(rest: Rest, { weight, letters }: NameToken, hasInitial: boolean): void {
  rest.words += 1;
  rest.weight += weight;
  rest.letters |= letters;
  if (hasInitial) return;
  rest.weightBeyondInitials += weight;
  rest.lettersBeyondInitials |= letters;
}

/**
 * Written-out words without a like among the written-out words of the other name. Initials stand
 * only for words that their own name does not write out, see `alignNames`.
 */
function lonelyAsked(tokens: readonly NameToken[], covered: number, initialled: number): Rest {
  const rest = emptyRest();
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token || token.kind === 'initial' || (covered & (1 << at)) !== 0) continue;
    add(rest, token, (initialled & (1 << at)) !== 0);
  }
  return rest;
}

function beginningWith(initial: string, tokens: readonly NameToken[]): number {
  let mask = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.text.charAt(0) === initial) mask |= 1 << at;
  }
  return mask;
}

function hasInitial({ text }: NameToken, other: readonly NameToken[]): boolean {
  for (const one of other) {
    if (one.kind === 'initial' && one.text === text.charAt(0)) return true;
  }
  return false;
}

function mayAgree(left: Rest, right: Rest, lighter: number, open: boolean): boolean {
  const lonely = Math.min(
    right.words > 0 ? left.weight : left.weightBeyondInitials,
    left.words > 0 ? right.weight : right.weightBeyondInitials,
  );
  if (lonely <= lonelyShareMax * lighter) return true;
  const leftLetters = right.words > 0 ? left.letters : left.lettersBeyondInitials;
  const rightLetters = left.words > 0 ? right.letters : right.lettersBeyondInitials;
  return open || lettersApart(leftLetters, rightLetters) <= joinedApartMax;
}

function mayBeOne(a: NameToken, b: NameToken, open: boolean): boolean {
  if (a.text === b.text) return true;
  if (a.kind === 'initial' || b.kind === 'initial') return false;
  const longest = Math.max(a.text.length, b.text.length);
  const more = Math.abs(a.text.length - b.text.length);
  const beginning = a.sound.charCodeAt(0) === b.sound.charCodeAt(0) ? 0 : beginningApart;
  const max = open ? apartMax.loose : apartMax.written;
  const bearable = Math.min(max, longest + 1) - more - beginning;
  if (bearable >= 0 && lettersApart(a.letters, b.letters) <= bearable) return true;
  return a.variants.length > 0 && b.variants.length > 0 && shareVariant(a, b);
}

const shareVariant = (a: NameToken, b: NameToken): boolean =>
  a.variants.some((row) => b.variants.includes(row));
