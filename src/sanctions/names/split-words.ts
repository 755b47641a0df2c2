import type { NameKind } from './prepared-name.ts';
import type { Romanised } from './romanise.ts';
import { continuesNumber, numberValue } from './words/number-words.ts';

const hanName = /^\p{Script=Han}{2,4}$/u;

/**
 * The lower-case ASCII words of a romanised name. Apostrophes vanish (`Hyo'n` is hyon, `Bank's` is
 * bank), hyphens and a change from small to capital letters part words, dotted initials stay apart
 * in names of persons and join in all others (`A.B.C.`).
 */
export function splitWords(name: Romanised, given: string, kind: NameKind): readonly string[] {
  const text = (hanName.test(given.trim()) ? splitHanName(name.text) : splitCapitals(name))
    .replace(/(?<=[A-Za-z]{3})'s\b/gi, '')
    .replace(/['`"\u00b7]/g, '')
    .replace(/[&+]/g, ' and ')
    .replace(/%/g, ' percent ');
  const plain = kind === 'person' ? text : joinDotted(withoutOwnAcronym(text));
  const words = plain
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (kind !== 'person') return words;
  const letters = words.map(lettersForDigits);
  return name.fidelity === 'latin' ? letters.flatMap(splitInitials) : letters;
}

/** Two words run together; not the capital inside `McCain` or of an abbreviation. */
const splitCapitals = ({ text, fidelity }: Romanised): string =>
  fidelity === 'loose'
    ? text
    : text.replace(/(?<=[A-Za-z]{2}[a-z])(?=[A-Z](?:[a-z]{2}|[A-Z]+\b))/g, ' ');

/** any-ascii writes a Chinese name as `XiJinPing`: the family name is the first character. */
function splitHanName(text: string): string {
  const [family = '', ...given] = text.split(/(?=[A-Z])/);
  return `${family} ${given.join('').toLowerCase()}`;
}

const joinDotted = (text: string): string =>
  text.replace(/\b(?:[A-Za-z]\.)+[A-Za-z]?(?![A-Za-z])/g, (run) => run.replaceAll('.', ''));

/** Lists write `Daedong Credit Bank (DCB)`: the abbreviation repeats the name. */
function withoutOwnAcronym(text: string): string {
  return text.replace(/\(([A-Z]{2,8})\)/g, (bracket, acronym: string, at: number) => {
    const initials =
      text
        .slice(0, at)
        .match(/\b[A-Za-z]/g)
        ?.join('')
        .toUpperCase() ?? '';
    const inOrder = new RegExp([...acronym].join('.*'));
    return inOrder.test(initials) ? ' ' : bracket;
  });
}

const letterOf: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  9: 'g',
};

/** A digit between letters of a person's name stands for the letter it looks like (`Sech1n`). */
function lettersForDigits(word: string): string {
  return /[a-z]/.test(word) ? word.replace(/\d/g, (digit) => letterOf[digit] ?? digit) : word;
}

/** Two or three consonants are initials (`JC`); `ng` is a family name of Guangdong. */
const splitInitials = (word: string): readonly string[] =>
  /^[b-df-hj-np-tv-xz]{2,3}$/.test(word) && !notInitials.has(word) ? [...word] : [word];

const notInitials = new Set('ng dr mr ms jr sr st bt bn md phd gen ltd llc mc'.split(' '));

const ambiguousRoman = /^(?:[ivxl]|xi|li|mi)$/;

/** Number words, ordinals and Roman numerals as digits; `forty four` as one number. */
export function writeNumbersAsDigits(words: readonly string[]): readonly string[] {
  const written: string[] = [];
  words.forEach((word, at) => {
    const before = words[at - 1] ?? '';
    const value = at === 0 && ambiguousRoman.test(word) ? undefined : numberValue(word);
    if (value === undefined) written.push(word);
    else if (continuesNumber(before, word)) written.push(String(Number(written.pop()) + value));
    else written.push(String(value));
  });
  return written;
}
