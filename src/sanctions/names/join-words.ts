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
 * `Patr ushev`; `PLA` for People's Liberation Army). Words that stand in `other` as they are stay.
 */
export function joinWords(
  own: readonly NameToken[],
  other: readonly NameToken[],
  costs: SpellingCosts,
): readonly NameToken[] {
  const targets = other.filter(({ text }) => !has(own, text));
  if (targets.length === 0 || own.length < 2) return own;
  const joinedOrNot: NameToken[] = [];
  for (let at = 0; at < own.length; ) {
    const token = joinAt(own, at, other, targets, costs) ?? own[at];
    if (token) joinedOrNot.push(token);
    at += token?.words ?? 1;
  }
  return joinedOrNot;
}

const has = (tokens: readonly NameToken[], text: string): boolean =>
  tokens.some((token) => token.text === text);

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
  for (let length = 2; length <= runMax && at + length <= own.length; length += 1) {
    const run = own.slice(at, at + length);
    if (run.some(({ text, kind }) => has(other, text) && kind !== 'particle')) break;
    const found = bestTarget(run, targets, costs);
    if (found && found.similarity > (best?.similarity ?? 0)) best = found;
  }
  return best?.token;
}

function bestTarget(
  run: readonly NameToken[],
  targets: readonly NameToken[],
  costs: SpellingCosts,
): Joined | undefined {
  const length = run.reduce((sum, token) => sum + token.text.length, 0);
  const letters = run.reduce((all, token) => all | token.letters, 0);
  for (const target of targets) {
    if (target.kind === 'number') continue;
    if (isAcronym(run, target)) return { token: joined(run, target.text, true), similarity: 1 };
    const slack = costs.joinedLengthSlack;
    if (length < joinedLettersMin || Math.abs(length - target.text.length) > slack) continue;
    if (lettersApart(letters, target.letters) > costs.lettersApartMax - joinedApart) continue;
    const text = textOf(run);
    const similarity = spellingSimilarity(text, target.text, costs);
    if (similarity < costs.joinedMin) continue;
    const alone = Math.max(...run.map((one) => spellingSimilarity(one.text, target.text, costs)));
    if (similarity > alone) return { token: joined(run, text, false), similarity };
  }
  return undefined;
}

const textOf = (run: readonly NameToken[]): string => run.map(({ text }) => text).join('');

/** Initials of the words of an organisation's name. */
function isAcronym(run: readonly NameToken[], { text }: NameToken): boolean {
  if (text.length < acronymLettersMin || text.length > run.length) return false;
  if (!run.some(({ kind }) => kind === 'generic' || kind === 'place')) return false;
  const full = run.filter(({ kind }) => kind !== 'filler');
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
