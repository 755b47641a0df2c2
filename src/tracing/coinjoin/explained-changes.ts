/**
 * Which of the amounts that participants take out are each paid for by a few inputs of their own,
 * to within the fees. A batch of payments shows none but by chance: one payer funds all of it.
 */
export interface Explanation {
  /** Amounts of the inputs, satoshi. */
  readonly inputs: readonly bigint[];
  /** Equal output and change of each participant that has change, satoshi. */
  readonly targets: readonly bigint[];
  /** What a participant pays at most besides: its share of the fees. */
  readonly costMaxBase: bigint;
}

/** A few inputs together. */
interface Purse {
  readonly sumBase: bigint;
  readonly inputs: readonly number[];
}

/**
 * Up to three inputs where those are some thousand purses at most: among more, sums agree by
 * chance.
 */
const inputsForThree = 24;
const inputsForTwo = 120;

/** How many of the targets have inputs of their own, none of which pays for two. */
export function explainedTargets({ inputs, targets, costMaxBase }: Explanation): number {
  const purses = pursesOf(inputs);
  const used = new Set<number>();
  let explained = 0;
  for (const target of [...targets].sort((a, b) => (a < b ? 1 : -1))) {
    const purse = fitting(purses, target, costMaxBase, used);
    if (purse === undefined) continue;
    for (const input of purse.inputs) used.add(input);
    explained += 1;
  }
  return explained;
}

/** By sum, the least first. */
function pursesOf(inputs: readonly bigint[]): Purse[] {
  const sizeMax = inputs.length <= inputsForThree ? 3 : inputs.length <= inputsForTwo ? 2 : 1;
  const purses: Purse[] = [];
  const grow = (purse: Purse, from: number): void => {
    for (let input = from; input < inputs.length; input++) {
      const larger = {
        sumBase: purse.sumBase + (inputs[input] ?? 0n),
        inputs: [...purse.inputs, input],
      };
      purses.push(larger);
      if (larger.inputs.length < sizeMax) grow(larger, input + 1);
    }
  };
  grow({ sumBase: 0n, inputs: [] }, 0);
  return purses.sort((a, b) => (a.sumBase < b.sumBase ? -1 : 1));
}

/** The purse of fewest unused inputs that pays for the target and hardly more. */
function fitting(
  purses: readonly Purse[],
  target: bigint,
  costMaxBase: bigint,
  used: ReadonlySet<number>,
): Purse | undefined {
  let best: Purse | undefined;
  for (let at = firstOf(purses, target); at < purses.length; at++) {
    const purse = purses[at];
    if (purse === undefined || purse.sumBase > target + costMaxBase) break;
    if (purse.inputs.length >= (best?.inputs.length ?? Number.POSITIVE_INFINITY)) continue;
    if (!purse.inputs.some((input) => used.has(input))) best = purse;
  }
  return best;
}

/** Index of the first purse that holds the target. */
function firstOf(purses: readonly Purse[], target: bigint): number {
  let [low, high] = [0, purses.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((purses[middle]?.sumBase ?? 0n) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}
