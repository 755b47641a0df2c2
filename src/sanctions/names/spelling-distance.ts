/**
 * How many letters apart two spellings are, where letters that are often mixed cost less: vowels,
 * doubled letters, letters of one sound, digits that look like letters. Costs are in letters.
 */
export interface SpellingCosts {
  readonly vowelForVowel: number;
  readonly vowelAdded: number;
  readonly sameSound: number;
  /** Words are too unlike in length to compare when the short one is at most this share of the long. */
  readonly lengthShareMin: number;
  /** How alike a word and its parts, written apart, must be. */
  readonly joinedMin: number;
  /** Letters by which a word and its parts, written apart, may differ in number. */
  readonly joinedLengthSlack: number;
  /** Words with more letters that only one of them has are two words; see `lettersApart`. */
  readonly lettersApartMax: number;
}

/** Both names are written in Latin letters, or in one and the same script. */
export const writtenCosts: SpellingCosts = {
  vowelForVowel: 0.6,
  vowelAdded: 0.7,
  sameSound: 0.5,
  lengthShareMin: 0.5,
  joinedMin: 0.85,
  joinedLengthSlack: 2,
  lettersApartMax: 7,
};
/** One of them was transliterated from a script that does not write, or not fix, the vowels. */
export const looseCosts: SpellingCosts = {
  vowelForVowel: 0.3,
  vowelAdded: 0.2,
  sameSound: 0.3,
  lengthShareMin: 0.35,
  joinedMin: 0.7,
  joinedLengthSlack: 5,
  lettersApartMax: 12,
};

const doubledCost = 0.2;
const silentCost = 0.4;
const swappedCost = 0.7;
const lookAlikeCost = 0.2;
const vowels = 'aeiouy';
const sameSound = 'ck cq kq cs sz cz iy ij jy jg dt gk bp vw vf wu vb mn lr xs xk xz hk gh tz jz';
const lookAlikes = '0o 1i 1l 3e 4a 5s 7t 8b 9g 6g 2z';

const pairsOf = (text: string): ReadonlySet<string> =>
  new Set(text.split(' ').flatMap(([a = '', b = '']) => [a + b, b + a]));
const sounds = pairsOf(sameSound);
const looks = pairsOf(lookAlikes);

const size = 128;

function substitutionTable(costs: SpellingCosts): Float64Array {
  const table = new Float64Array(size * size).fill(1);
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < size; b += 1) {
      const pair = String.fromCharCode(a, b);
      if (a === b) table[a * size + b] = 0;
      else if (looks.has(pair)) table[a * size + b] = lookAlikeCost;
      else if (sounds.has(pair)) table[a * size + b] = costs.sameSound;
      else if (vowels.includes(pair.charAt(0)) && vowels.includes(pair.charAt(1)))
        table[a * size + b] = costs.vowelForVowel;
    }
  }
  return table;
}

/** Working space of `spellingDistance`, written before it is read in each call. */
const scratch = new Float64Array(32 * 32);

const tables = new Map(
  [writtenCosts, looseCosts].map((costs) => [costs, substitutionTable(costs)]),
);

const isVowel = new Uint8Array(size);
for (const vowel of vowels) isVowel[vowel.charCodeAt(0)] = 1;
const letterH = 'h'.charCodeAt(0);

/** What it costs that a letter is there or not, for each letter of the word. */
function addedCosts(text: string, costs: SpellingCosts): Float64Array {
  const added = new Float64Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === text.charCodeAt(at - 1) || letter === text.charCodeAt(at + 1)) {
      added[at] = doubledCost;
    } else if (isVowel[letter]) added[at] = costs.vowelAdded;
    else added[at] = letter === letterH ? silentCost : 1;
  }
  return added;
}

/**
 * Damerau-Levenshtein distance (optimal string alignment) with the costs above, symmetric.
 * Both are lower-case ASCII.
 */
export function spellingDistance(a: string, b: string, costs: SpellingCosts): number {
  const table = tables.get(costs) ?? substitutionTable(costs);
  const addedA = addedCosts(a, costs);
  const addedB = addedCosts(b, costs);
  const width = b.length + 1;
  const cells = (a.length + 1) * width;
  const d = cells <= scratch.length ? scratch : new Float64Array(cells);
  d[0] = 0;
  for (let j = 1; j <= b.length; j += 1) d[j] = cell(d, j - 1) + cell(addedB, j - 1);
  for (let i = 1; i <= a.length; i += 1) {
    const first = i * width;
    const dropped = cell(addedA, i - 1);
    const tableRow = (a.charCodeAt(i - 1) % size) * size;
    d[first] = cell(d, first - width) + dropped;
    for (let j = 1; j <= b.length; j += 1) {
      const at = first + j;
      const replaced =
        cell(d, at - width - 1) + cell(table, tableRow + (b.charCodeAt(j - 1) % size));
      const added = cell(d, at - 1) + cell(addedB, j - 1);
      const best = Math.min(replaced, added, cell(d, at - width) + dropped);
      d[at] = isSwap(a, b, i, j) ? Math.min(best, cell(d, at - 2 * width - 2) + swappedCost) : best;
    }
  }
  return cell(d, cells - 1);
}

/** The two letters before these places are the same two in the other order. */
function isSwap(a: string, b: string, i: number, j: number): boolean {
  if (i < 2 || j < 2) return false;
  const last = a.charCodeAt(i - 1);
  const before = a.charCodeAt(i - 2);
  return last !== before && last === b.charCodeAt(j - 2) && before === b.charCodeAt(j - 1);
}

/** The compiler cannot know that the place is within the array; it always is. */
function cell(array: Float64Array, at: number): number {
  return array[at] ?? 0;
}

/** Which letters and digits a lower-case ASCII word has, one bit each; all digits share one. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const place = text.charCodeAt(at) - letterA;
    letters |= 1 << (place >= 0 ? place : digitsPlace);
  }
  return letters;
}
const letterA = 'a'.charCodeAt(0);
const digitsPlace = 26;

/** How many letters only one of two words has: cheap to know, and few when they are alike. */
export function lettersApart(a: number, b: number): number {
  // Bits are counted in pairs, fours and eights at once.
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}
