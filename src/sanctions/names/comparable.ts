import { romanise } from './romanise.ts';

const ofOneWord = /[a-z]{2}/i;

/**
 * Whether a text is a name that can be compared with others: some word of it has two letters, in
 * whatever script. Of digits, signs and single letters nobody is found, whoever bears them.
 */
export function isComparable(name: string): boolean {
  // Signs have readings too, such as those of emoji.
  const letters = name.normalize('NFKC').replace(/[^\p{L}\p{M}\s]/gu, '');
  return ofOneWord.test(letters) || ofOneWord.test(romanise(letters).text);
}
