/**
 * The figures of the matcher. Losses are relative to the weight of what agrees: a contradiction of
 * weight 1 in a name of weight 3 loses `contradiction / (3 - 1 + contradiction)`.
 */
export interface ScoringRules {
  /** Words less alike than this are two words. */
  readonly similarityMin: number;
  /** Each name has a part that the other contradicts (another family name, another syllable). */
  readonly contradiction: number;
  /** One name has parts that the other leaves out: of a person. */
  readonly extraOfPerson: number;
  /** The same of an organisation or a vessel, where an extra word is more often another one. */
  readonly extraOfEntity: number;
  /**
   * Both have numbers, and they differ: a sister ship or the next fund of one owner when all else
   * agrees, another one when little else does.
   */
  readonly numberDiffers: number;
  /** Only one part agrees and there are others. */
  readonly thinEvidence: number;
  /** All that agrees is frequent names, and there are others. */
  readonly commonNames: number;
  /** Legal forms of two classes (shares and limited). */
  readonly legalFormDiffers: number;
  /** Taken from the likeness of two frequent names: `Jones` is rarely a slip for `James`. */
  readonly knownNamesDiffer: number;
  readonly variantSimilarity: number;
  readonly initialSimilarity: number;
  readonly acronymSimilarity: number;
}

export const scoringRules: ScoringRules = {
  similarityMin: 0.65,
  contradiction: 2,
  extraOfPerson: 0.3,
  extraOfEntity: 0.6,
  numberDiffers: 1.2,
  thinEvidence: 0.15,
  commonNames: 0.1,
  legalFormDiffers: 0.3,
  knownNamesDiffer: 0.1,
  variantSimilarity: 0.95,
  initialSimilarity: 0.85,
  acronymSimilarity: 0.9,
};

/** Names at or above this score are shown to an analyst. */
export const nameThreshold = 0.75;

/** Changes with every change of rules or tables; stored with each screening, and a new one rescreens all. */
export const matcherVersion = 'names-2';
