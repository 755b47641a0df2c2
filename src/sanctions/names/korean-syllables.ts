/**
 * Korean syllables in Latin letters, whatever the romanisation: McCune-Reischauer (`Hyo'n-so'p`),
 * Revised (`Hyeonseop`), the spelling of the DPRK (`Hyon Sop`), and what South Koreans write
 * themselves (`Hyun Sub`). All are folded to one canonical form that keeps only what all of them
 * tell apart: lax, tense and aspirated consonants fall together, and so do o and ŏ, u and ŭ.
 */
export interface KoreanSyllable {
  readonly onset: string;
  readonly vowel: string;
  readonly coda: string;
}

const onsets: readonly (readonly [string, string])[] = [
  ['kk', 'K'],
  ['gg', 'K'],
  ['kh', 'K'],
  ['tt', 'T'],
  ['dd', 'T'],
  ['pp', 'P'],
  ['bb', 'P'],
  ['ph', 'P'],
  ['tch', 'C'],
  ['jj', 'C'],
  ['ch', 'C'],
  ['ts', 'C'],
  ['ss', 'S'],
  ['sh', 'S'],
  ['rh', 'R'],
  ['k', 'K'],
  ['g', 'K'],
  ['t', 'T'],
  ['d', 'T'],
  ['p', 'P'],
  ['b', 'P'],
  ['j', 'C'],
  ['s', 'S'],
  ['h', 'H'],
  ['m', 'M'],
  ['n', 'N'],
  ['r', 'R'],
  ['l', 'R'],
];

const vowels: readonly (readonly [string, string])[] = [
  ['yeou', 'yo'],
  ['yeo', 'yo'],
  ['you', 'yo'],
  ['yoo', 'yu'],
  ['yae', 'ye'],
  ['yai', 'ye'],
  ['wae', 'oe'],
  ['weo', 'wo'],
  ['woo', 'u'],
  ['eui', 'i'],
  ['uee', 'wi'],
  ['aye', 'e'],
  ['ae', 'e'],
  ['ai', 'e'],
  ['ay', 'e'],
  ['eo', 'o'],
  ['eu', 'u'],
  ['oo', 'u'],
  ['ou', 'o'],
  ['au', 'o'],
  ['ee', 'i'],
  ['ie', 'i'],
  ['oe', 'oe'],
  ['oi', 'oe'],
  ['oy', 'oe'],
  ['we', 'oe'],
  ['wi', 'wi'],
  ['ui', 'i'],
  ['ue', 'oe'],
  ['wa', 'wa'],
  ['wo', 'wo'],
  ['wu', 'u'],
  ['ya', 'ya'],
  ['ye', 'ye'],
  ['yo', 'yo'],
  ['yu', 'yu'],
  ['yi', 'i'],
  ['a', 'a'],
  ['e', 'e'],
  ['i', 'i'],
  ['o', 'o'],
  ['u', 'u'],
];

const codas: readonly (readonly [string, string])[] = [
  ['ng', 'NG'],
  ['ck', 'K'],
  ['k', 'K'],
  ['g', 'K'],
  ['n', 'N'],
  ['t', 'T'],
  ['d', 'T'],
  ['l', 'R'],
  ['r', 'R'],
  ['m', 'M'],
  ['p', 'P'],
  ['b', 'P'],
  ['h', ''],
];

const syllablesMax = 4;

function* prefixes(
  table: readonly (readonly [string, string])[],
  text: string,
): Generator<readonly [string, string]> {
  for (const entry of table) if (text.startsWith(entry[0])) yield entry;
}

function* firstSyllables(text: string): Generator<readonly [KoreanSyllable, string]> {
  for (const [onset, onsetKey] of [...prefixes(onsets, text), ['', ''] as const]) {
    const afterOnset = text.slice(onset.length);
    for (const [vowel, vowelKey] of prefixes(vowels, afterOnset)) {
      const rest = afterOnset.slice(vowel.length);
      for (const [coda, codaKey] of [...prefixes(codas, rest), ['', ''] as const]) {
        yield [{ onset: onsetKey, vowel: vowelKey, coda: codaKey }, rest.slice(coda.length)];
      }
    }
  }
}

/**
 * The word as Korean syllables, longest parts first (`sangman` is sang, man); undefined when it
 * cannot be read so, or only as more than four syllables.
 */
export function koreanSyllables(
  word: string,
  max = syllablesMax,
): readonly KoreanSyllable[] | undefined {
  if (word === '') return [];
  if (max === 0) return undefined;
  for (const [syllable, rest] of firstSyllables(word)) {
    const others = koreanSyllables(rest, max - 1);
    if (others) return [syllable, ...others];
  }
  return undefined;
}

/**
 * 1 for the same syllable; less where only the vowel differs in a way that romanisations mix
 * (`Chol`, `Chul`), or the glide is written or not; 0 for two syllables.
 */
export function koreanSyllableSimilarity(a: KoreanSyllable, b: KoreanSyllable): number {
  if (a.onset !== b.onset || a.coda !== b.coda) return 0;
  if (a.vowel === b.vowel) return 1;
  const pair = [a.vowel, b.vowel].sort().join(' ');
  return mixedVowels.get(pair) ?? 0;
}

const mixedVowels: ReadonlyMap<string, number> = new Map([
  ['o u', 0.9], // Chol/Chul (철), Song/Sung (성)
  ['yo yu', 0.9], // Hyon/Hyun (현)
  ['o wo', 0.9], // Won/On (원)
  ['e ye', 0.9], // Hye/He (혜)
  ['o yo', 0.8], // Jong/Jyong; MR without breve
  ['e oe', 0.8], // Choe/Che
]);

/** The canonical form without borders between syllables: `Minam` reads as Min Am and as Mi Nam. */
export const writtenSyllables = (syllables: readonly KoreanSyllable[]): string =>
  syllables.map(({ onset, vowel, coda }) => onset + vowel + coda.replace('NG', 'NK')).join('');
