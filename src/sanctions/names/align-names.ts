import { bestAssignment } from './assignment.ts';
import { joinWords } from './join-words.ts';
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

/** Whether one side was transliterated from a script that leaves vowels open, which the other does not. */
export const isOpenPair = (a: PreparedName, b: PreparedName): boolean =>
  (a.fidelity === 'loose' || b.fidelity === 'loose') && a.script !== b.script;

/** Open vowels count less. */
export const costsOf = (open: boolean): SpellingCosts => (open ? looseCosts : writtenCosts);

const byText = (a: NameToken, b: NameToken): number =>
  a.text < b.text ? -1 : Number(a.text > b.text);

/**
 * Pairs the words of two names so that as much weight as possible agrees, whatever their order,
 * after joining what one of them writes apart. Symmetric.
 */
export function alignNames(a: PreparedName, b: PreparedName, rules: ScoringRules): Alignment {
  const costs = costsOf(isOpenPair(a, b));
  const lefts = [...joinWords(a.tokens, b.tokens, costs)].sort(byText);
  const rights = [...joinWords(b.tokens, a.tokens, costs)].sort(byText);
  const { pairs, restLeft, restRight } = takeSame(lefts, rights, costs, rules);
  const likeness = restLeft.map((left) =>
    restRight.map((right) => tokenLikeness(left, right, costs, rules)),
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
    leftOver: restLeft.filter((_, row) => columns[row] === -1),
    rightOver: restRight.filter((_, column) => !taken.has(column)),
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
  lefts: readonly NameToken[],
  rights: readonly NameToken[],
  costs: SpellingCosts,
  rules: ScoringRules,
): { pairs: AlignedPair[]; restLeft: readonly NameToken[]; restRight: readonly NameToken[] } {
  const pairs: AlignedPair[] = [];
  const restLeft: NameToken[] = [];
  const restRight = [...rights];
  for (const left of lefts) {
    const at = restRight.findIndex(({ text }) => text === left.text);
    const right = restRight[at];
    if (right) {
      pairs.push(pairOf(left, right, tokenLikeness(left, right, costs, rules)));
      restRight.splice(at, 1);
    } else restLeft.push(left);
  }
  return { pairs, restLeft, restRight };
}

/** An initial stands for a name, and weighs as an initial; otherwise the heavier word counts. */
function pairWeight(left: NameToken | undefined, right: NameToken | undefined): number {
  if (!left || !right) return 0;
  const initial = left.kind === 'initial' || right.kind === 'initial';
  const [a, b] = [left.weight, right.weight];
  return initial ? Math.min(a, b) : Math.max(a, b);
}

function pairOf(left: NameToken, right: NameToken, like: TokenLikeness): AlignedPair {
  const words = Math.max(left.words, right.words);
  const weight = pairWeight(left, right);
  const how = words > 1 && like.how !== 'acronym' ? 'joined' : like.how;
  return { left, right, similarity: like.similarity, how, weight, words };
}
