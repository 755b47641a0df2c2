import { writtenSyllables } from './korean-syllables.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { remembering } from './remember.ts';
import type { Fidelity } from './romanise.ts';
import { consonantClass, consonantSkeleton, spelled } from './sound-spelling.ts';

/** One part of a name by which it can be found. */
export interface KeyedPart {
  readonly weight: number;
  /** Keys of names that have this part. */
  readonly sure: readonly string[];
  /** Keys of names that may have it with a letter wrong, and how much less that finds. */
  readonly near: readonly string[];
  readonly nearShare: number;
  /** It is the same object for each name that has the word. */
  readonly ofWord?: true;
}

const tellingMin = 0.3;
/** Consonants that tell a word well enough without its vowels. */
const skeletonMin = 4;
const soundMin = 3;
/** A consonant of many wrong is a slip; a letter of a short word is more often another name. */
const nearLong = 0.8;
const nearShort = 0.6;
const acronymLetters = { min: 3, max: 6 };
/** A part that stands for the whole name. */
const wholeWeight = 10;

/** Keys under which a name is kept, or looked for. */
export type KeyRole = 'kept' | 'sought';

/**
 * Keys by which names that could match meet: sound, consonants, either with one letter wrong, forms
 * of the same name, words written together, initials, Korean given names. They only choose what is
 * compared; names that share none are taken to differ.
 */
export function blockingKeys(name: PreparedName, role: KeyRole): readonly KeyedPart[] {
  const telling = name.tokens.filter(({ weight }) => weight >= tellingMin);
  const parts = telling.map((token) => partOf(token, name, role));
  const whole = [...wholeKeys(name, telling), ...koreanKeys(name)];
  return [...parts, ...pairsWritten(name, role), surePart(wholeWeight, whole)];
}

const surePart = (weight: number, sure: readonly string[]): KeyedPart => ({
  weight,
  sure,
  near: [],
  nearShare: 0,
});

/** Names share their words: the keys of a word are made once for each way of asking. */
const remembered = new WeakMap<NameToken, Map<string, KeyedPart>>();

function partOf(token: NameToken, { fidelity }: PreparedName, role: KeyRole): KeyedPart {
  const way = `${role} ${fidelity}`;
  const parts = remembered.get(token) ?? new Map<string, KeyedPart>();
  const part = parts.get(way) ?? { ...tokenPart(token, fidelity, role), ofWord: true };
  if (parts.size === 0) remembered.set(token, parts);
  parts.set(way, part);
  return part;
}

function tokenPart(token: NameToken, fidelity: Fidelity, role: KeyRole): KeyedPart {
  if (token.kind === 'number') return surePart(token.weight, [`n:${token.text}`]);
  if (token.kind === 'initial') return surePart(0, []);
  const skeleton = consonantSkeleton(token.sound);
  if (fidelity === 'loose') {
    return surePart(token.weight, [...looseKeys(skeleton, role), ...token.variants]);
  }
  const long = skeleton.length >= skeletonMin;
  const [space, text] = long ? ['s', skeleton] : ['v', vowelled(token.sound)];
  const near = text.length > soundMin ? nearKeys(space, text, role) : [];
  const sure = [`${space}:${text}`, strictKey(skeleton, role), ...token.variants];
  return {
    weight: token.weight,
    sure,
    near,
    nearShare: long ? nearLong : nearShort,
  };
}

/** Short words by all their letters, since a consonant or two tell too little. */
function vowelled(sound: string): string {
  const letters = Array.from(sound, (letter) => consonantClass[letter] ?? 'a').join('');
  return letters.replace(/(.)\1+/g, '$1');
}

const strictKey = (skeleton: string, role: KeyRole): string =>
  role === 'kept' ? `strict:${skeleton}` : `loose:${skeleton}`;

/** In scripts without vowels consonants are all there is; `strict` and `loose` names meet by them. */
const looseKeys = (skeleton: string, role: KeyRole): readonly string[] =>
  role === 'kept' ? [`loose:${skeleton}`] : [`loose:${skeleton}`, `strict:${skeleton}`];

/** With one letter missing here, there, or in both (one replaced). */
function nearKeys(space: string, text: string, role: KeyRole): readonly string[] {
  const shorter = [...new Set(Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1)))];
  const missing = shorter.map((one) => `${space}-:${one}`);
  if (role === 'kept') return missing;
  return [...missing, `${space}-:${text}`, ...shorter.map((one) => `${space}:${one}`)];
}

/** Of a name of two words, both together are the pair and the whole. */
const joinedSkeleton = remembering((text) => consonantSkeleton(spelled(text)));

/** Two words that another list writes as one, particles included (`Nasr Allah`, `Abd al Aziz`). */
function pairsWritten({ tokens, fidelity }: PreparedName, role: KeyRole): readonly KeyedPart[] {
  return tokens.slice(1).flatMap((token, at) => {
    const before = tokens[at];
    const skeleton = joinedSkeleton(`${before?.text ?? ''}${token.text}`);
    if (skeleton.length < skeletonMin) return [];
    const loose = fidelity === 'loose' ? looseKeys(skeleton, role) : [strictKey(skeleton, role)];
    return [surePart(token.weight + (before?.weight ?? 0), [`s:${skeleton}`, ...loose])];
  });
}

function wholeKeys(name: PreparedName, tokens: readonly NameToken[]): readonly string[] {
  const all = name.tokens.filter(({ kind }) => kind !== 'title').map(({ text }) => text);
  const together = joinedSkeleton(all.join(''));
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
