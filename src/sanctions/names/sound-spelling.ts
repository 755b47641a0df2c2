/**
 * One spelling for letters that different romanisations and languages use for one sound
 * (`Tchaikovsky`, `Chaikovskij`; `Nuristani`, `Nooristani`; `Zelenskyy`, `Selenskyj`). Rules in
 * order; each is a common orthographic equivalence, none is tied to a name.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/[^a-z0-9]/g, ''],
  [/sk(?:iy|yy|ij|yj|ii|yi|y|i|aya|aia|aja|oy|oi)$/, 'ski'],
  [/(?:off|ow)$/, 'ov'],
  [/(?:eff|ew)$/, 'ev'],
  [/(?:ii|iy|yy|ij|yj|yi|ey|ei|ej|ie)$/, 'i'],
  [/tsch|tch|cz|tsh/g, 'ch'],
  [/shch|sch|sh|sz/g, 's'],
  [/dzh|dj|zh/g, 'j'],
  [/ph/g, 'f'],
  [/kh/g, 'h'],
  [/gh(?=[aeiouy])/g, 'g'],
  [/([bdtr])h/g, '$1'],
  [/ck|q/g, 'k'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/oo|ou/g, 'u'],
  [/ee/g, 'i'],
  [/ts|tz/g, 'z'],
  [/c(?!h)(?=[eiy])/g, 's'],
  [/c(?!h)/g, 'k'],
  [/y/g, 'i'],
  [/(.)\1+/g, '$1'],
];

/** Lists repeat their words; the memo is emptied when it is full. */
const remembered = new Map<string, string>();
const rememberedMax = 50_000;

/** The word by its sound; the same for spellings that only the romanisation tells apart. */
export function soundSpelling(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const sound = rules.reduce((text, [pattern, by]) => text.replace(pattern, by), word);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(word, sound);
  return sound;
}

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

/** Consonant classes of the sound spelling, vowels and h left out; a key to find what sounds alike. */
export function consonantSkeleton(sound: string): string {
  let skeleton = '';
  for (const letter of sound) {
    const symbol = consonantClass[letter] ?? '';
    if (symbol !== '' && !skeleton.endsWith(symbol)) skeleton += symbol;
  }
  return skeleton;
}
