import type { KoreanName } from './korean-name.ts';
import type { Fidelity } from './romanise.ts';
import type { LegalFormClass } from './words/legal-forms.ts';

export type NameKind = 'person' | 'entity' | 'craft';

/**
 * `name` tells who; `common` is a name or word that many share; `generic` and `place` are words
 * of organisations; `letter` is a single one in their names;
 * `patronymic`, `particle`, `title` and `initial` belong to persons.
 */
export type TokenKind =
  | 'name'
  | 'common'
  | 'patronymic'
  | 'initial'
  | 'letter'
  | 'particle'
  | 'title'
  | 'generic'
  | 'place'
  | 'filler'
  | 'number';

export interface NameToken {
  /** Lower-case ASCII. */
  readonly text: string;
  /** The text by its sound. */
  readonly sound: string;
  readonly kind: TokenKind;
  /** How much it tells, 1 for an ordinary name part. */
  readonly weight: number;
  /** Which letters it has, a bit each; see `lettersApart`. */
  readonly letters: number;
  /** How many words as written; more than one where the other name writes them as one. */
  readonly words: number;
  /** These words are written as their initials in the other name. */
  readonly acronym?: true;
  /** Row keys of the forms of this name, see `name-variants.ts`. */
  readonly variants: readonly string[];
}

/** A name taken apart once, so that it can be compared many times. */
export interface PreparedName {
  readonly given: string;
  readonly kind: NameKind;
  readonly fidelity: Fidelity;
  /** The script that most letters are of, `latin` or another. */
  readonly script: string;
  /** In the order of the name. */
  readonly tokens: readonly NameToken[];
  readonly legalForm?: LegalFormClass;
  /** Readings as a Korean name; empty for others. */
  readonly korean: readonly KoreanName[];
}
