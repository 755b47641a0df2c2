import { remembering } from './remember.ts';
import { lettersOf } from './spelling-distance.ts';

/**
 * One spelling for letters that different romanisations and languages use for one sound
 * (`Tchaikovsky`, `Chaikovskij`; `Nuristani`, `Nooristani`; `Zelenskyy`, `Selenskyj`). Rules in
 * order; each is a common orthographic equivalence, none is tied to a name. A rule applies only to
 * words with one of its letters; the third part, which saves trying most rules on most words.
 */
const rules: readonly (readonly [RegExp, string, string])[] = [
  [/sk(?:iy|yy|ij|yj|ii|yi|y|i|aya|aia|aja|oy|oi)$/, 'ski', 'k'],
  [/(?:off|ow)$/, 'ov', 'fw'],
  [/(?:eff|ew)$/, 'ev', 'fw'],
  [/(?:ii|iy|yy|ij|yj|yi|ey|ei|ej|ie)$/, 'i', 'iyj'],
  [/tsch|tch|cz|tsh/g, 'ch', 'hz'],
  [/shch|sch|sh|sz/g, 's', 'hz'],
  [/dzh|dj|zh/g, 'j', 'zj'],
  [/ph/g, 'f', 'p'],
  [/kh/g, 'h', 'k'],
  [/gh(?=[aeiouy])/g, 'g', 'g'],
  [/([bdtr])h/g, '$1', 'h'],
  [/ck|q/g, 'k', 'kq'],
  [/x/g, 'ks', 'x'],
  [/w/g, 'v', 'w'],
  [/oo|ou/g, 'u', 'o'],
  [/ee/g, 'i', 'e'],
  [/ts|tz/g, 'z', 't'],
  [/c(?!h)(?=[eiy])/g, 's', 'c'],
  [/c(?!h)/g, 'k', 'c'],
  [/y/g, 'i', 'y'],
];
const doubled = /(.)\1+/g;
const guarded = rules.map(([pattern, by, letters]) => [pattern, by, lettersOf(letters)] as const);

/** The same as `soundSpelling`, for what is hardly ever asked twice. */
export function spelled(word: string): string {
  let text = word.replace(/[^a-z0-9]/g, '');
  let letters = lettersOf(text);
  for (const [pattern, by, any] of guarded) {
    if ((letters & any) === 0) continue;
    const replaced = text.replace(pattern, by);
    if (replaced !== text) letters = lettersOf(replaced);
    text = replaced;
  }
  return text.replace(doubled, '$1');
}

/** The word by its sound; the same for spellings that only the romanisation tells apart. */
export const soundSpelling = remembering(spelled);

/** Consonants that stand for one another across languages share a class. */
export const consonantClass: Readonly<Record<string, string>> = {
  b: 'p',
  p: 'p',
  f: 'f',
  v: 'f',
  w: 'f',
  d: 't',
  t: 't',
  g: 'k',
  k: 'k',
  c: 'k',
  q: 'k',
  j: 'j',
  s: 's',
  z: 's',
  x: 's',
  l: 'l',
  r: 'r',
  m: 'm',
  n: 'm',
};

const classOfCode: readonly (string | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => consonantClass[String.fromCharCode(code)],
);

/** Consonant classes of the sound spelling, vowels and h left out; a key to find what sounds alike. */
export function consonantSkeleton(sound: string): string {
  let skeleton = '';
  let last = '';
  for (let at = 0; at < sound.length; at += 1) {
    const symbol = classOfCode[sound.charCodeAt(at)];
    if (symbol === undefined || symbol === last) continue;
    skeleton += symbol;
    last = symbol;
  }
  return skeleton;
}
