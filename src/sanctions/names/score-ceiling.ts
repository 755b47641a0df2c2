import { costsOf } from './align-names.ts';
import { joinWords } from './join-words.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { smallKinds } from './score-names.ts';
import { type ScoringRules, scoringRules } from './scoring-rules.ts';
import { tokenLikeness } from './token-similarity.ts';
import { WordMasks } from './word-masks.ts';
import type { WordTable } from './word-table.ts';

/** No word weighs more in what agrees, see `prepareName`. */
const weightMax = 1;

/**
 * The most that names can score, told from which words have any like in the other name: what has
 * none is lost whatever the alignment, and no more can agree than the words that have one.
 */
export class ScoreCeiling {
  readonly #table: WordTable;
  readonly #alike: WordMasks;
  readonly #rules: ScoringRules;

  constructor(table: WordTable, rules: ScoringRules = scoringRules) {
    this.#table = table;
    this.#rules = rules;
    this.#alike = new WordMasks(
      table.words,
      (a, b, open) => tokenLikeness(a, b, costsOf(open), rules).similarity > 0,
    );
  }

  /** False only when the score by `scoreNames` of the name and the listed one at this place is less. */
  reaches(score: number, asked: PreparedName, at: number): boolean {
    const { words } = this.#table;
    const { kind, korean, places, starts } = this.#table.packed;
    if (asked.korean.length > 0 && korean[at] === 1) return true;
    const open = this.#table.isOpenAt(asked, at);
    let covered = 0;
    let agreeing = 0;
    let right = 0;
    const end = starts[at + 1] ?? 0;
    for (let next = starts[at] ?? 0; next < end; next += 1) {
      const place = places[next] ?? 0;
      const alike = this.#alike.of(asked, place, open);
      covered |= alike;
      if (alike !== 0) agreeing += 1;
      else right += lossOf(words[place]);
    }
    const left = lonelyWeight(asked.tokens, covered);
    const person = asked.kind === 'person' && kind === 'person';
    const most = this.#ceiling(person, Math.min(agreeing, bits(covered)), left, right);
    return most >= score || joinsWords(asked.tokens, this.#table.tokens(at), open);
  }

  /** As in `scoreWords`, where the loss can only be greater and what agrees only less. */
  #ceiling(person: boolean, agreeing: number, left: number, right: number): number {
    const { contradiction, extraOfPerson, extraOfEntity } = this.#rules;
    const extraRate = person ? extraOfPerson : extraOfEntity;
    const lost = contradiction * Math.min(left, right) + extraRate * Math.abs(left - right);
    return lost === 0 ? 1 : 1 - lost / (agreeing * weightMax + lost) + roundingSlack;
  }
}

/** The sums here run in another order than those of the score. */
const roundingSlack = 1e-9;

/** Words written as one have a like that each of them alone has not. */
function joinsWords(a: readonly NameToken[], b: readonly NameToken[], open: boolean): boolean {
  const costs = costsOf(open);
  return joinWords(a, b, costs) !== a || joinWords(b, a, costs) !== b;
}

/** What a word without any like takes at least; numbers and small words are counted otherwise. */
function lossOf(word: NameToken | undefined): number {
  if (!word || word.kind === 'number' || smallKinds.has(word.kind)) return 0;
  return word.weight;
}

function lonelyWeight(tokens: readonly NameToken[], covered: number): number {
  let sum = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    if ((covered & (1 << at)) === 0) sum += lossOf(tokens[at]);
  }
  return sum;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
