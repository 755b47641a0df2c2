/**
 * How many letters apart two spellings are, where letters that are often mixed cost less: vowels,
 * doubled letters, letters of one sound, digits that look like letters. Costs are in letters.
 */
export interface SpellingCosts {
  readonly vowelForVowel: number;
  readonly vowelAdded: number;
  readonly sameSound: number;
}

/** Both names are written in Latin letters, or in one and the same script. */
export const writtenCosts: SpellingCosts = { vowelForVowel: 0.6, vowelAdded: 0.7, sameSound: 0.5 };
/** One of them was transliterated from a script that does not write, or not fix, the vowels. */
export const looseCosts: SpellingCosts = { vowelForVowel: 0.3, vowelAdded: 0.2, sameSound: 0.3 };

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

const tables = new Map(
  [writtenCosts, looseCosts].map((costs) => [costs, substitutionTable(costs)]),
);

function addedCost(text: string, at: number, costs: SpellingCosts): number {
  const letter = text.charAt(at);
  if (letter === text.charAt(at - 1) || letter === text.charAt(at + 1)) return doubledCost;
  if (vowels.includes(letter)) return costs.vowelAdded;
  return letter === 'h' ? silentCost : 1;
}

const addedCosts = (text: string, costs: SpellingCosts): number[] =>
  Array.from(text, (_, at) => addedCost(text, at, costs));

/**
 * Damerau-Levenshtein distance (optimal string alignment) with the costs above, symmetric.
 * Both are lower-case ASCII.
 */
export function spellingDistance(a: string, b: string, costs: SpellingCosts): number {
  const table = tables.get(costs) ?? substitutionTable(costs);
  const [dropA, dropB] = [addedCosts(a, costs), addedCosts(b, costs)];
  const width = b.length + 1;
  const d = new Float64Array((a.length + 1) * width);
  const at = (row: number, column: number): number => d[row * width + column] ?? 0;
  for (let i = 1; i <= a.length; i += 1) d[i * width] = at(i - 1, 0) + (dropA[i - 1] ?? 1);
  for (let j = 1; j <= b.length; j += 1) d[j] = at(0, j - 1) + (dropB[j - 1] ?? 1);
  for (let i = 1; i <= a.length; i += 1) {
    const row = (a.charCodeAt(i - 1) % size) * size;
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = table[row + (b.charCodeAt(j - 1) % size)] ?? 1;
      let best = at(i - 1, j - 1) + substitution;
      best = Math.min(best, at(i - 1, j) + (dropA[i - 1] ?? 1), at(i, j - 1) + (dropB[j - 1] ?? 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && substitution > 0) {
        best = Math.min(best, at(i - 2, j - 2) + swappedCost);
      }
      d[i * width + j] = best;
    }
  }
  return at(a.length, b.length);
}
