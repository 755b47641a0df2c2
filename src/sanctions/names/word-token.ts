import type { NameToken, TokenKind } from './prepared-name.ts';
import { remembering } from './remember.ts';
import { soundSpelling } from './sound-spelling.ts';
import { lettersOf } from './spelling-distance.ts';
import { variantKeys } from './words/name-variants.ts';

/** What a word of each kind tells, compared with an ordinary part of a person's name. */
const weights: Readonly<Record<TokenKind, number>> = {
  name: 1,
  common: 0.8,
  patronymic: 0.7,
  initial: 0.6,
  letter: 0.5,
  particle: 0.1,
  title: 0.05,
  generic: 0.4,
  place: 0.4,
  filler: 0.05,
  number: 0.5,
};

const namedKinds: ReadonlySet<TokenKind> = new Set(['name', 'common', 'particle']);

/** The token of a word that was read as this kind; `sound` where it is known already. */
export function tokenOf(text: string, kind: TokenKind, sound = soundSpelling(text)): NameToken {
  return {
    text,
    kind,
    sound,
    weight: weights[kind],
    letters: lettersOf(text),
    words: 1,
    variants: namedKinds.has(kind) ? variantKeys(text) : [],
  };
}

const makers = new Map<TokenKind, (text: string) => NameToken>();

/** Names share their words: what is made of one once, such as its keys, serves all of them. */
export function sharedToken(text: string, kind: TokenKind): NameToken {
  const make = makers.get(kind) ?? remembering((word) => tokenOf(word, kind));
  makers.set(kind, make);
  return make(text);
}
