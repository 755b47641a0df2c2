import { writtenSyllables } from './korean-syllables.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { consonantClass, consonantSkeleton, soundSpelling } from './sound-spelling.ts';

/** One part of a name by which it can be found, and the weight found when any of its keys is met. */
export interface KeyedPart {
  readonly weight: number;
  readonly keys: readonly string[];
}

const tellingMin = 0.3;
/** Consonants that tell a word well enough without its vowels. */
const skeletonMin = 4;
const soundMin = 3;
const acronymLetters = { min: 3, max: 6 };
/** A part that stands for the whole name. */
const wholeWeight = 10;

/** Keys under which a name is kept, or looked for; they differ where scripts without vowels meet. */
export type KeyRole = 'kept' | 'sought';

/**
 * Keys by which names that could match meet: sound with one letter missing, consonants with one
 * missing, forms of the same name, words written together, initials, Korean given names. They only
 * choose what is compared; names that share none are taken to differ.
 */
export function blockingKeys(name: PreparedName, role: KeyRole): readonly KeyedPart[] {
  const telling = name.tokens.filter(({ weight }) => weight >= tellingMin);
  const parts = telling.map((token) => ({
    weight: token.weight,
    keys: tokenKeys(token, name, role),
  }));
  const whole = [...wholeKeys(name, telling), ...koreanKeys(name)];
  return [...parts, ...pairsWritten(telling), { weight: wholeWeight, keys: whole }];
}

function tokenKeys(token: NameToken, { fidelity }: PreparedName, role: KeyRole): readonly string[] {
  if (token.kind === 'number') return [`n:${token.text}`];
  if (token.kind === 'initial') return [];
  const skeleton = consonantSkeleton(token.sound);
  const loose =
    fidelity === 'loose' ? looseKeys(skeleton, role) : strictKeys(token.sound, skeleton, role);
  return [...loose, ...token.variants];
}

/** Written with its vowels: short words by all their letters, long ones by their consonants. */
function strictKeys(sound: string, skeleton: string, role: KeyRole): readonly string[] {
  const own = [`${role === 'kept' ? 'strict' : 'loose'}:${skeleton}`];
  if (skeleton.length >= skeletonMin) return [...own, ...withOneMissing('s', skeleton)];
  const vowelled = Array.from(sound, (letter) => consonantClass[letter] ?? 'a').join('');
  const short = vowelled.replace(/(.)\1+/g, '$1');
  return [...own, ...(short.length > soundMin ? withOneMissing('v', short) : [`v:${short}`])];
}

/** Written without vowels: consonants are all there is. */
const looseKeys = (skeleton: string, role: KeyRole): readonly string[] =>
  role === 'kept' ? [`loose:${skeleton}`] : [`loose:${skeleton}`, `strict:${skeleton}`];

function withOneMissing(space: string, text: string): readonly string[] {
  const shorter = Array.from(text, (_, at) => `${space}:${text.slice(0, at)}${text.slice(at + 1)}`);
  return [`${space}:${text}`, ...new Set(shorter)];
}

/** Two words that another list writes as one. */
function pairsWritten(tokens: readonly NameToken[]): readonly KeyedPart[] {
  return tokens.slice(1).flatMap((token, at) => {
    const before = tokens[at];
    const skeleton = consonantSkeleton(soundSpelling(`${before?.text ?? ''}${token.text}`));
    if (skeleton.length < skeletonMin) return [];
    return [{ weight: token.weight + (before?.weight ?? 0), keys: [`s:${skeleton}`] }];
  });
}

function wholeKeys(name: PreparedName, tokens: readonly NameToken[]): readonly string[] {
  const together = consonantSkeleton(soundSpelling(tokens.map(({ text }) => text).join('')));
  const key = together.length >= skeletonMin ? [`w:${together}`] : [];
  if (name.kind === 'person') return key;
  const initials = tokens.map(({ text }) => text.charAt(0)).join('');
  const acronyms = [initials, ...tokens.map(({ text }) => text)].filter(isAcronym);
  return [...key, ...acronyms.map((text) => `a:${text}`)];
}

const isAcronym = (text: string): boolean =>
  text.length >= acronymLetters.min && text.length <= acronymLetters.max;

/** Vowels that romanisations mix fall together, see `koreanSyllableSimilarity`. */
const koreanKeys = (name: PreparedName): readonly string[] =>
  name.korean.map(({ given }) => {
    const mixed = writtenSyllables(given)
      .replace(/y?[ou]|wo/g, 'o')
      .replace(/ye|oe/g, 'e');
    return `k:${mixed}`;
  });
