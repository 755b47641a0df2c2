import type { NameToken } from './prepared-name.ts';
import { soundSpelling } from './sound-spelling.ts';
import { lettersApart, lettersOf, type SpellingCosts } from './spelling-distance.ts';
import { spellingSimilarity } from './token-similarity.ts';

/** A word, or several that the other name writes as one. */
export interface Part {
  readonly token: NameToken;
  /** How many words as written. */
  readonly words: number;
  readonly acronym?: boolean;
}

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
): readonly Part[] {
  const known = new Set(other.map(({ text }) => text));
  const ownTexts = new Set(own.map(({ text }) => text));
  const targets = other.filter(({ text }) => !ownTexts.has(text));
  const parts: Part[] = [];
  for (let at = 0; at < own.length; ) {
    const joined = targets.length > 0 ? joinAt(own, at, known, targets, costs) : undefined;
    const token = own[at];
    if (joined) parts.push(joined);
    else if (token) parts.push({ token, words: 1 });
    at += joined?.words ?? 1;
  }
  return parts;
}

function joinAt(
  own: readonly NameToken[],
  at: number,
  known: ReadonlySet<string>,
  targets: readonly NameToken[],
  costs: SpellingCosts,
): Part | undefined {
  let best: { readonly part: Part; readonly similarity: number } | undefined;
  for (let length = 2; length <= runMax && at + length <= own.length; length += 1) {
    const run = own.slice(at, at + length);
    if (run.some(({ text, kind }) => known.has(text) && kind !== 'particle')) break;
    const found = bestTarget(run, targets, costs);
    if (found && found.similarity > (best?.similarity ?? 0)) best = found;
  }
  return best?.part;
}

function bestTarget(
  run: readonly NameToken[],
  targets: readonly NameToken[],
  costs: SpellingCosts,
): { readonly part: Part; readonly similarity: number } | undefined {
  const length = run.reduce((sum, token) => sum + token.text.length, 0);
  const letters = run.reduce((all, token) => all | token.letters, 0);
  for (const target of targets) {
    if (target.kind === 'number') continue;
    if (isAcronym(run, target)) return { part: part(run, target.text, true), similarity: 1 };
    const slack = costs.joinedLengthSlack;
    if (length < joinedLettersMin || Math.abs(length - target.text.length) > slack) continue;
    if (lettersApart(letters, target.letters) > costs.lettersApartMax - joinedApart) continue;
    const text = textOf(run);
    const similarity = spellingSimilarity(text, target.text, costs);
    if (similarity < costs.joinedMin) continue;
    const alone = Math.max(...run.map((one) => spellingSimilarity(one.text, target.text, costs)));
    if (similarity > alone) return { part: part(run, text, false), similarity };
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

function part(run: readonly NameToken[], text: string, acronym: boolean): Part {
  const weight = run.reduce((sum, token) => sum + token.weight, 0);
  const kind = run.find((token) => token.kind === 'name')?.kind ?? run[0]?.kind ?? 'name';
  const sound = soundSpelling(text);
  const token: NameToken = { text, kind, sound, weight, letters: lettersOf(text), variants: [] };
  return { token, words: run.length, ...(acronym ? { acronym } : {}) };
}
