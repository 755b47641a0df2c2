import anyAscii from 'any-ascii';
import { romaniseHangul } from './hangul.ts';

/**
 * How far the Latin letters can be trusted: `latin` as written, `full` by a transliteration that
 * keeps the vowels, `loose` where the script leaves them out or the reading is one of several
 * (Arabic, Hebrew, the Indic and Khmer families, Chinese, Japanese).
 */
export type Fidelity = 'latin' | 'full' | 'loose';

export interface Romanised {
  readonly text: string;
  readonly fidelity: Fidelity;
}

const looseScripts =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const nonLatin = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
const apostrophes = /[\u2018\u2019\u201b\u02bb\u02bc\u02be\u02bf\u00b4\u0060\u2032\uff07]/g;
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** The article is written on to its word, and its vowel is lost; the name of God keeps it. */
const arabicArticle =
  /(?<!\p{Script=Arabic})\u0627\u0644(?=\p{Script=Arabic}{3})(?!\u0644\u0647)/gu;
/** Zah is written Z in names (Zawahiri, Hafiz), DH in the tables of scholars. */
const zah = /\u0638/g;
const zay = '\u0632';

/**
 * Any script to ASCII letters: compatibility forms folded (Unicode NFKC), invisible and
 * direction characters removed, Hangul by Revised Romanisation without sound change across
 * syllables, all else by the any-ascii tables. Case is kept.
 */
export function romanise(given: string): Romanised {
  const text = given.normalize('NFKC').replace(invisible, '').replace(apostrophes, "'");
  if (!nonLatin.test(text)) return { text: anyAscii(text), fidelity: 'latin' };
  return {
    text: anyAscii(romaniseHangul(text.replace(arabicArticle, 'al ').replace(zah, zay))),
    fidelity: looseScripts.test(text) ? 'loose' : 'full',
  };
}
