import type { Likeness } from './token-similarity.ts';

/** One reason of a score. */
export interface NamePiece {
  readonly kind:
    | Likeness
    | 'korean-family'
    | 'korean-syllable'
    | 'contradiction'
    | 'number-differs'
    | 'extra-words'
    | 'thin-evidence'
    | 'common-names'
    | 'legal-form-differs'
    | 'nothing-agrees'
    | 'weak-alias-confirms'
    | 'birth-date-agrees'
    | 'birth-date-differs'
    | 'country-differs'
    | 'gender-differs';
  /** The words it speaks of, of the first and the second name, as compared. */
  readonly left?: string;
  readonly right?: string;
  readonly similarity?: number;
  /** What it takes from the full score of 1, 0 or negative; a confirmation gives some back. */
  readonly effect: number;
}

export interface NameScore {
  /** 0 to 1. */
  readonly score: number;
  readonly pieces: readonly NamePiece[];
}

/** The score that the pieces add up to, within 0 and 1. */
export function fromPieces(pieces: readonly NamePiece[]): NameScore {
  const score = pieces.reduce((sum, { effect }) => sum + effect, 1);
  return { score: Math.min(1, Math.max(0, score)), pieces };
}
