import type { NameToken } from './prepared-name.ts';
import { soundSpelling } from './sound-spelling.ts';
import { lettersApart, lettersOf, type SpellingCosts } from './spelling-distance.ts';
import { spellingSimilarity } from './token-similarity.ts';

const runMax = 4;
const joinedLettersMin = 5;
const acronymLettersMin = 3;
/** A joined word must be closer than a single one. */
const joinedApart = 3;

/**
 * Joins words of `own` that stand together as one word in `other` (`Sang Man`, `Sangman`;
 * `Patr ushev`; `PLA` for People's Liberation Army). Words that stand in `other` as they are stay;
 * `own` itself when nothing is joined.
 */
export function joinWords(
  own: readonly NameToken[],
  other: readonly NameToken[],
  costs: SpellingCosts,
): readonly NameToken[] {
  if (own.length < 2) return own;
  const targets = other.filter(({ text }) => !has(own, text));
  if (targets.length === 0) return own;
  const joinedOrNot: NameToken[] = [];
  for (let at = 0; at < own.length; ) {
    const token = joinAt(own, at, other, targets, costs) ?? own[at];
    if (token) joinedOrNot.push(token);
    at += token?.words ?? 1;
  }
  return joinedOrNot.length < own.length ? joinedOrNot : own;
}

const has = (tokens: readonly NameToken[], text: string): boolean =>
  tokens.some((token) => token.text === text);

/** The other name has the word as it is. */
const staysAlone = ({ text, kind }: NameToken, other: readonly NameToken[]): boolean =>
  kind !== 'particle' && has(other, text);

/** Words that stand together, `own[from]` to before `own[to]`. */
interface Run {
  readonly own: readonly NameToken[];
  readonly from: number;
  to: number;
  /** Letters of all, as a number and which. */
  length: number;
  letters: number;
}

const wordsOf = ({ own, from, to }: Run): readonly NameToken[] => own.slice(from, to);

interface Joined {
  readonly token: NameToken;
  readonly similarity: number;
}

function joinAt(
  own: readonly NameToken[],
  at: number,
  other: readonly NameToken[],
  targets: readonly NameToken[],
  costs: SpellingCosts,
): NameToken | undefined {
  let best: Joined | undefined;
  const run: Run = { own, from: at, to: at, length: 0, letters: 0 };
  while (run.to < Math.min(own.length, at + runMax)) {
    const token = own[run.to];
    if (!token || staysAlone(token, other)) break;
    run.to += 1;
    run.length += token.text.length;
    run.letters |= token.letters;
    const found = run.to - at < 2 ? undefined : bestTarget(run, targets, costs);
    if (found && found.similarity > (best?.similarity ?? 0)) best = found;
  }
  return best?.token;
}

function bestTarget(
  run: Run,
  targets: readonly NameToken[],
  costs: SpellingCosts,
): Joined | undefined {
  for (const target of targets) {
    if (target.kind === 'number') continue;
    if (isAcronym(run, target)) {
      return { token: joined(wordsOf(run), target.text, true), similarity: 1 };
    }
    if (!mayBeOneWord(run, target, costs)) continue;
    const words = wordsOf(run);
    const text = textOf(words);
    const similarity = spellingSimilarity(text, target.text, costs);
    if (similarity < costs.joinedMin) continue;
    const alone = Math.max(...words.map((one) => spellingSimilarity(one.text, target.text, costs)));
    if (similarity > alone) return { token: joined(words, text, false), similarity };
  }
  return undefined;
}

function mayBeOneWord(run: Run, { text, letters }: NameToken, costs: SpellingCosts): boolean {
  if (run.length < joinedLettersMin) return false;
  if (Math.abs(run.length - text.length) > costs.joinedLengthSlack) return false;
  return lettersApart(run.letters, letters) <= costs.lettersApartMax - joinedApart;
}

const textOf = (words: readonly NameToken[]): string => words.map(({ text }) => text).join('');

/** Initials of the words of an organisation's name. */
function isAcronym(run: Run, { text }: NameToken): boolean {
  if (text.length < acronymLettersMin || text.length > run.to - run.from) return false;
  const words = wordsOf(run);
  if (!words.some(({ kind }) => kind === 'generic' || kind === 'place')) return false;
  const full = words.filter(({ kind }) => kind !== 'filler');
  return full.map((token) => token.text.charAt(0)).join('') === text;
}

function joined(run: readonly NameToken[], text: string, acronym: boolean): NameToken {
  return {
    text,
    kind: run.find(({ kind }) => kind === 'name')?.kind ?? run[0]?.kind ?? 'name',
    sound: soundSpelling(text),
    weight: run.reduce((sum, { weight }) => sum + weight, 0),
    letters: lettersOf(text),
    words: run.length,
    variants: [],
    ...(acronym ? { acronym } : {}),
  };
}
