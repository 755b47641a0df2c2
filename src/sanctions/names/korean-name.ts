import { type KoreanSyllable, koreanSyllables } from './korean-syllables.ts';
import { isGivenName } from './words/name-variants.ts';

/** A name read as Korean: family name by its class, given name in syllables. */
export interface KoreanName {
  /** Canonical spelling of the family name. */
  readonly family: string;
  /** Share of the family name among Koreans, 0 to 1. */
  readonly familyShare: number;
  readonly given: readonly KoreanSyllable[];
  /** The given name as written, in one word. */
  readonly givenText: string;
}

/**
 * Family names with their spellings, most frequent first, and their share of the population in
 * percent (Statistics Korea, census of 2015). The first spelling stands for the class.
 */
const families = `
21.5 kim gim
14.7 ri li lee yi rhee rhie i
8.4 pak park bak
4.7 choe choi che
4.3 jong jung jeong chong chung cheong
2.4 kang gang
2.1 jo cho joe
2.1 yun yoon yune
2.0 jang chang
1.7 rim im lim yim
1.5 han hahn
1.5 o oh
1.5 so seo suh
1.5 sin shin
1.4 kwon gwon
1.4 hwang whang
1.4 an ahn
1.4 song
1.3 ryu yu yoo ryoo lyu
1.3 jon jeon chon chun cheon jun
1.1 hong
0.9 ko go koh
0.9 mun moon
0.9 yang ryang lyang
0.9 son sohn
0.8 pae bae
0.8 paek baek baik paik
0.7 ho heo hur huh
0.6 nam
0.5 sim shim
0.5 no noh roh ro
0.4 ha
0.4 kwak gwak
0.4 song sung seong
0.4 cha
0.4 ju chu joo choo
0.4 u woo wu
0.3 ku koo gu
0.3 min
0.3 na ra rah
0.3 chin jin
0.3 ji chi jee
0.3 om eom uhm um
0.2 chae chai
0.2 won
0.2 pang bang
0.2 kong gong
0.2 hyon hyun hyeon
0.2 ham
0.2 pyon byun byon byeon
0.2 yom yeom ryom
0.2 yo yeo ryo
0.1 chu choo
0.1 to do
0.1 sok seok suk
0.1 son sun seon
0.1 sol seol
0.1 ma mah
0.1 kil gil
0.1 yon yeon ryon
0.1 wi
0.1 pyo
0.1 myong myung myeong
0.1 ki gi
0.1 pan ban
0.1 wang
0.1 kum keum geum
0.1 ok
0.1 yuk ryuk
0.1 in
0.1 maeng
0.1 je
0.1 mo
0.1 tak
0.1 kuk
0.1 thae tae
0.1 ri rhi
0.1 namgung
`;

interface Family {
  readonly name: string;
  readonly share: number;
}

const familyOf: ReadonlyMap<string, Family> = new Map(
  families
    .trim()
    .split('\n')
    .reverse()
    .flatMap((line) => {
      const [percent, ...spellings] = line.split(' ');
      const family = { name: spellings[0] ?? '', share: Number(percent) / 100 };
      return spellings.map((spelling) => [spelling, family] as const);
    }),
);

const givenSyllablesMax = 3;
/** Words up to this length may be a Korean syllable and a European name (`Jon`, `Dan`). */
const shortWord = 3;

function readingFrom(words: readonly string[], at: number): KoreanName | undefined {
  const family = familyOf.get(words[at] ?? '');
  if (!family) return undefined;
  const givenWords = words.filter((_, i) => i !== at);
  if (givenWords.some((word) => word.length > shortWord && isGivenName(word))) return undefined;
  const given: KoreanSyllable[] = [];
  for (const word of givenWords) {
    const syllables = koreanSyllables(word);
    if (!syllables) return undefined;
    given.push(...syllables);
  }
  if (given.length === 0 || given.length > givenSyllablesMax) return undefined;
  return {
    family: family.name,
    familyShare: family.share,
    given,
    givenText: givenWords.join(''),
  };
}

/**
 * All readings of the words as a Korean name: family name first, as in Korea, or last, as abroad.
 * Empty when there is none. Chinese and short European names may read as Korean too, so a reading
 * decides only where both names of a pair have one.
 */
export function koreanReadings(words: readonly string[]): readonly KoreanName[] {
  if (words.length < 2 || words.length > givenSyllablesMax + 1) return [];
  const ends = [0, words.length - 1];
  return ends.flatMap((at) => readingFrom(words, at) ?? []);
}
