/**
 * Syllables of Mandarin by Hanyu Pinyin (ISO 7098), by initial, and what Wade-Giles writes for them:
 * general rules of the two romanisations, as the Library of Congress compared them when it changed
 * from one to the other (1997). Names in registers lack the apostrophes and umlauts of Wade-Giles,
 * so that one of its spellings stands for several syllables (`chou`: zhou, chou).
 */
const finalsOf: Readonly<Record<string, string>> = {
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  m: 'a ai an ang ao ei en eng i ian iao ie in ing iu o ou u',
  f: 'a an ang ei en eng o ou u',
  d: 'a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo',
  t: 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo',
  n: 'a ai an ang ao ei en eng i ian iang iao ie in ing iu ong u uan uo',
  l: 'a ai an ang ao e ei eng i ian iang iao ie in ing iu ong ou u uan un uo',
  g: 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
  k: 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  zh: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  ch: 'a ai an ang ao e en eng i ong ou u uai uan uang ui un uo',
  sh: 'a ai an ang ao e en eng i ou u ua uai uan uang ui un uo',
  r: 'an ang ao e en eng i ong ou u uan ui un uo',
  z: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  y: 'a an ang ao e i in ing ong ou u uan ue un',
  w: 'a ai an ang ei en eng o u',
};

const initialBy: Readonly<Record<string, string>> = {
  ...{ b: 'p', d: 't', g: 'k', j: 'ch', q: 'ch', x: 'hs', zh: 'ch', r: 'j', z: 'ts', c: 'ts' },
};
/** Syllables of which Wade-Giles writes more than initial and final. */
const wholeBy: Readonly<Record<string, string>> = {
  ...{ zi: 'tzu', ci: 'tzu', si: 'ssu', yi: 'i', ye: 'yeh', yan: 'yen', you: 'yu', yong: 'yung' },
  yue: 'yueh',
};
const finalBy: Readonly<Record<string, string>> = {
  ...{ ian: 'ien', ie: 'ieh', ue: 'ueh', iong: 'iung', ong: 'ung' },
};
const retroflex = new Set(['zh', 'ch', 'sh', 'r']);
/** After these `uo` is written `o`. */
const uoIsO = new Set(['d', 't', 'n', 'l', 'zh', 'ch', 'r', 'z', 'c', 's']);
const velar = new Set(['g', 'k']);

function wadeGilesOf(initial: string, final: string): string {
  const whole = wholeBy[initial + final];
  if (whole !== undefined) return whole;
  let written = finalBy[final] ?? final;
  if (final === 'i' && retroflex.has(initial)) written = 'ih';
  if (final === 'uo' && uoIsO.has(initial)) written = 'o';
  if (final === 'e' && (velar.has(initial) || initial === 'h')) written = 'o';
  if (final === 'ui' && velar.has(initial)) written = 'uei';
  return (initialBy[initial] ?? initial) + written;
}

/** Syllables in Pinyin by each spelling of either romanisation. */
const syllablesOf = new Map<string, Set<string>>();
for (const [initial, finals] of Object.entries(finalsOf)) {
  for (const final of finals.split(' ')) {
    const syllable = initial + final;
    for (const spelling of [syllable, wadeGilesOf(initial, final)]) {
      syllablesOf.set(spelling, (syllablesOf.get(spelling) ?? new Set()).add(syllable));
    }
  }
}

/** The syllables of Mandarin, in Pinyin, that the word may write by either romanisation. */
export function mandarinSyllables(word: string): readonly string[] {
  return [...(syllablesOf.get(word) ?? [])];
}
