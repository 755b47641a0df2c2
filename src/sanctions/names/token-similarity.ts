import type { NameToken } from './prepared-name.ts';
import type { ScoringRules } from './scoring-rules.ts';
import { lettersApart, type SpellingCosts, spellingDistance } from './spelling-distance.ts';

export type Likeness = 'same' | 'spelling' | 'sound' | 'variant' | 'initial' | 'joined' | 'acronym';

export interface TokenLikeness {
  /** 0 to 1. */
  readonly similarity: number;
  readonly how: Likeness;
}

const different: TokenLikeness = { similarity: 0, how: 'spelling' };
const same: TokenLikeness = { similarity: 1, how: 'same' };
/** Sounding alike is a little less than being written alike. */
const soundDiscount = 0.05;

/** Fewer letters apart make two words where these begin apart. */
const beginningApart = 2;
/** Letters after which a longer word does not bear more mistakes in proportion. */
const proportionalLettersMax = 6;
const furtherLettersShare = 0.05;

/**
 * How alike two lower-case ASCII spellings are, 0 to 1. A slip of the pen or another romanisation
 * changes a letter or two, in long words hardly more than in short ones; what differs by more is
 * another name (`Winter`, `Wintermann`).
 */
export function spellingSimilarity(a: string, b: string, costs: SpellingCosts): number {
  const length = Math.max(a.length, b.length);
  if (length === 0) return 0;
  const further = Math.max(0, length - proportionalLettersMax);
  const bearing = length - further + further * furtherLettersShare;
  return Math.max(0, 1 - spellingDistance(a, b, costs) / bearing);
}

/** How alike two words of names are; 0 below `similarityMin`. Symmetric. */
export function tokenLikeness(
  a: NameToken,
  b: NameToken,
  costs: SpellingCosts,
  rules: ScoringRules,
): TokenLikeness {
  if (a.text === b.text) {
    const acronym = a.acronym || b.acronym;
    return acronym ? { similarity: rules.acronymSimilarity, how: 'acronym' } : same;
  }
  if (a.kind === 'number' || b.kind === 'number') return different;
  if (a.kind === 'initial' || b.kind === 'initial') return initialLikeness(a, b, rules);
  if (a.variants.some((row) => b.variants.includes(row))) {
    return { similarity: rules.variantSimilarity, how: 'variant' };
  }
  const lengths = [a.text.length, b.text.length];
  if (Math.min(...lengths) <= costs.lengthShareMin * Math.max(...lengths)) return different;
  const apart = lettersApart(a.letters, b.letters);
  const apartMax = costs.lettersApartMax - (a.sound[0] === b.sound[0] ? 0 : beginningApart);
  if (apart > apartMax) return different;
  const spelling = spellingSimilarity(a.text, b.text, costs);
  const sound = spellingSimilarity(a.sound, b.sound, costs) - soundDiscount;
  const twoKnownNames = a.kind === 'common' && b.kind === 'common';
  const similarity = Math.max(spelling, sound) - (twoKnownNames ? rules.knownNamesDiffer : 0);
  if (similarity < rules.similarityMin) return different;
  return { similarity, how: sound > spelling ? 'sound' : 'spelling' };
}

function initialLikeness(a: NameToken, b: NameToken, rules: ScoringRules): TokenLikeness {
  if (a.text.charAt(0) !== b.text.charAt(0) || a.text.length === b.text.length) return different;
  const long = a.kind === 'initial' ? b : a;
  const isName = long.kind === 'name' || long.kind === 'common' || long.kind === 'patronymic';
  return isName ? { similarity: rules.initialSimilarity, how: 'initial' } : different;
}
