import { writtenSyllables } from './korean-syllables.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { consonantSkeleton, soundSpelling } from './sound-spelling.ts';

/** One part of a name by which it can be found, and the weight found when any of its keys is met. */
export interface KeyedPart {
  readonly weight: number;
  readonly keys: readonly string[];
}

const tellingMin = 0.3;
const skeletonMin = 3;
const acronymLetters = { min: 3, max: 6 };
/** A part that stands for the whole name. */
const wholeWeight = 10;

/**
 * Keys by which names that could match meet: sound, consonants with one missing, forms of the same
 * name, words written together, initials, Korean given names. They only choose what is compared;
 * names that share none are taken to differ.
 */
export function blockingKeys(name: PreparedName): readonly KeyedPart[] {
  const telling = name.tokens.filter(({ weight }) => weight >= tellingMin);
  const parts = telling.map((token) => ({ weight: token.weight, keys: tokenKeys(token, name) }));
  const joined = pairsWritten(telling).map((pair) => ({ weight: pair.weight, keys: pair.keys }));
  const whole = [...wholeKeys(name, telling), ...koreanKeys(name)];
  return [...parts, ...joined, ...(whole.length > 0 ? [{ weight: wholeWeight, keys: whole }] : [])];
}

function tokenKeys(token: NameToken, name: PreparedName): readonly string[] {
  if (token.kind === 'number') return [`n:${token.text}`];
  if (token.kind === 'initial') return [];
  return [...soundKeys(token.sound, name.fidelity === 'loose'), ...token.variants];
}

function soundKeys(sound: string, loose: boolean): readonly string[] {
  const skeleton = consonantSkeleton(sound);
  if (skeleton.length < skeletonMin) {
    const vowelled = `v:${sound.replace(/[aeiouy]+/g, 'a').replace(/h/g, '')}`;
    return loose ? [`s:${skeleton}`] : [vowelled, `s:${skeleton}`];
  }
  const without = Array.from(
    skeleton,
    (_, at) => `s:${skeleton.slice(0, at)}${skeleton.slice(at + 1)}`,
  );
  return [`s:${skeleton}`, ...new Set(without)];
}

/** Two words that another list writes as one. */
function pairsWritten(tokens: readonly NameToken[]): readonly KeyedPart[] {
  return tokens.slice(1).map((token, at) => {
    const before = tokens[at];
    const skeleton = consonantSkeleton(soundSpelling(`${before?.text ?? ''}${token.text}`));
    return { weight: token.weight + (before?.weight ?? 0), keys: [`s:${skeleton}`] };
  });
}

function wholeKeys(name: PreparedName, tokens: readonly NameToken[]): readonly string[] {
  const letters = tokens.map(({ text }) => text.charAt(0)).join('');
  const short = tokens.map(({ text }) => text).filter(isAcronym);
  const initials = name.kind !== 'person' && isAcronym(letters) ? [letters, ...short] : short;
  const together = consonantSkeleton(soundSpelling(tokens.map(({ text }) => text).join('')));
  const keys = name.kind === 'person' ? [] : initials.map((text) => `a:${text}`);
  return together.length >= skeletonMin ? [...keys, `w:${together}`] : keys;
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
