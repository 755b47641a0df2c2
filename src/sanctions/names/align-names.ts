import { bestAssignment } from './assignment.ts';
import { joinWords, type Part } from './join-words.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import type { ScoringRules } from './scoring-rules.ts';
import { looseCosts, type SpellingCosts, writtenCosts } from './spelling-distance.ts';
import { type TokenLikeness, tokenLikeness } from './token-similarity.ts';

export interface AlignedPair extends TokenLikeness {
  readonly left: NameToken;
  readonly right: NameToken;
  readonly weight: number;
  /** Words as written that the pair explains. */
  readonly words: number;
}

/** Which word answers to which, and what is left over on each side. */
export interface Alignment {
  readonly pairs: readonly AlignedPair[];
  readonly leftOver: readonly NameToken[];
  readonly rightOver: readonly NameToken[];
}

/** Vowels count less when one side was transliterated from a script that leaves them open. */
export function costsFor(a: PreparedName, b: PreparedName): SpellingCosts {
  const loose = a.fidelity === 'loose' || b.fidelity === 'loose';
  return loose && a.script !== b.script ? looseCosts : writtenCosts;
}

const byText = (a: Part, b: Part): number =>
  a.token.text < b.token.text ? -1 : Number(a.token.text > b.token.text);

/**
 * Pairs the words of two names so that as much weight as possible agrees, whatever their order,
 * after joining what one of them writes apart. Symmetric.
 */
export function alignNames(a: PreparedName, b: PreparedName, rules: ScoringRules): Alignment {
  const costs = costsFor(a, b);
  const lefts = [...joinWords(a.tokens, b.tokens, costs)].sort(byText);
  const rights = [...joinWords(b.tokens, a.tokens, costs)].sort(byText);
  const { pairs, restLeft, restRight } = takeSame(lefts, rights, costs, rules);
  const likeness = restLeft.map((left) =>
    restRight.map((right) => partLikeness(left, right, costs, rules)),
  );
  const gains = likeness.map((row, i) =>
    row.map(({ similarity }, j) => similarity * pairWeight(restLeft[i], restRight[j])),
  );
  const columns = bestAssignment(gains);
  columns.forEach((column, row) => {
    const [left, right, like] = [restLeft[row], restRight[column], likeness[row]?.[column]];
    if (left && right && like) pairs.push(pairOf(left, right, like));
  });
  const taken = new Set(columns);
  return withoutIdleInitials({
    pairs,
    leftOver: restLeft.filter((_, row) => columns[row] === -1).map(({ token }) => token),
    rightOver: restRight.filter((_, column) => !taken.has(column)).map(({ token }) => token),
  });
}

/**
 * An initial stands for a name that is not written out. Where its own name has a full word left
 * over, that word is what the other name lacks: `Joseph T. Jones` is no `Joseph Taylor`.
 */
function withoutIdleInitials({ pairs, leftOver, rightOver }: Alignment): Alignment {
  const idle = (pair: AlignedPair): boolean =>
    pair.how === 'initial' &&
    (pair.left.kind === 'initial' ? leftOver : rightOver).some(isWrittenOut);
  const parted = pairs.filter(idle);
  if (parted.length === 0) return { pairs, leftOver, rightOver };
  return {
    pairs: pairs.filter((pair) => !idle(pair)),
    leftOver: [...leftOver, ...parted.map(({ left }) => left)],
    rightOver: [...rightOver, ...parted.map(({ right }) => right)],
  };
}

const isWrittenOut = ({ kind }: NameToken): boolean => kind === 'name' || kind === 'common';

function takeSame(
  lefts: readonly Part[],
  rights: readonly Part[],
  costs: SpellingCosts,
  rules: ScoringRules,
): { pairs: AlignedPair[]; restLeft: readonly Part[]; restRight: readonly Part[] } {
  const pairs: AlignedPair[] = [];
  const restLeft: Part[] = [];
  const restRight = [...rights];
  for (const left of lefts) {
    const at = restRight.findIndex(({ token }) => token.text === left.token.text);
    const right = restRight[at];
    if (right) {
      pairs.push(pairOf(left, right, partLikeness(left, right, costs, rules)));
      restRight.splice(at, 1);
    } else restLeft.push(left);
  }
  return { pairs, restLeft, restRight };
}

function partLikeness(
  left: Part,
  right: Part,
  costs: SpellingCosts,
  rules: ScoringRules,
): TokenLikeness {
  if (left.acronym || right.acronym) return { similarity: rules.acronymSimilarity, how: 'acronym' };
  return tokenLikeness(left.token, right.token, costs, rules);
}

/** An initial stands for a name, and weighs as an initial; otherwise the heavier word counts. */
function pairWeight(left: Part | undefined, right: Part | undefined): number {
  if (!left || !right) return 0;
  const initial = left.token.kind === 'initial' || right.token.kind === 'initial';
  const [a, b] = [left.token.weight, right.token.weight];
  return initial ? Math.min(a, b) : Math.max(a, b);
}

function pairOf(left: Part, right: Part, like: TokenLikeness): AlignedPair {
  const words = Math.max(left.words, right.words);
  const weight = pairWeight(left, right);
  const how = words > 1 && like.how !== 'acronym' ? 'joined' : like.how;
  return { left: left.token, right: right.token, similarity: like.similarity, how, weight, words };
}
