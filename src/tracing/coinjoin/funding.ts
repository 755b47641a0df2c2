/**
 * A mix of equal outputs is a transaction whose inputs fall into groups, one a participant, each
 * paying for that participant's own outputs. A batch of equal wages does not: one payer funds all.
 */
export interface Funding {
  /** Amounts of the inputs, satoshi. */
  readonly inputs: readonly bigint[];
  /** What each participant takes out: its equal output and its change, satoshi. */
  readonly targets: readonly bigint[];
  /** How much more than it put in a participant may take: what it earned for taking part. */
  readonly gainMaxBase: bigint;
  /** How much less: its share of the miner's and the coordinator's fees. */
  readonly costMaxBase: bigint;
  /** How much less one of them may take, who pays the others and the miner. */
  readonly payerCostMaxBase: bigint;
}

/** `undecided` when the search was cut at `fundingStepsMax`. */
export type FundingAnswer = 'funded' | 'not-funded' | 'undecided';

/** Limit of the search: inputs placed. */
export const fundingStepsMax = 10_000;

/** Whether every input can be given to a participant so that each pays for what it takes out. */
export function fundingOf(funding: Funding): FundingAnswer {
  const inputs = [...funding.inputs].sort((a, b) => (a < b ? 1 : -1));
  const missing = [...funding.targets].sort((a, b) => (a < b ? 1 : -1));
  const suffixSums = new Array<bigint>(inputs.length + 1).fill(0n);
  for (let i = inputs.length - 1; i >= 0; i--) {
    suffixSums[i] = (suffixSums[i + 1] ?? 0n) + (inputs[i] ?? 0n);
  }
  return new FundingSearch(inputs, missing, suffixSums, funding).answer();
}

/** Depth-first: the largest input left goes to each participant that can still take it. */
class FundingSearch {
  private steps = 0;
  private readonly inputs: readonly bigint[];
  private readonly missing: bigint[];
  private readonly suffixSums: readonly bigint[];
  private readonly funding: Funding;

  constructor(
    inputs: readonly bigint[],
    missing: bigint[],
    suffixSums: readonly bigint[],
    funding: Funding,
  ) {
    this.inputs = inputs;
    this.missing = missing;
    this.suffixSums = suffixSums;
    this.funding = funding;
  }

  answer(): FundingAnswer {
    if (this.inputs.length < this.missing.length) return 'not-funded';
    const found = this.place(0);
    if (found) return 'funded';
    return this.steps >= fundingStepsMax ? 'undecided' : 'not-funded';
  }

  private place(next: number): boolean {
    const amount = this.inputs[next];
    if (amount === undefined) return this.missing.every((m) => m <= this.funding.gainMaxBase);
    if (this.openBase() > (this.suffixSums[next] ?? 0n)) return false;
    const tried = new Set<bigint>();
    for (let p = 0; p < this.missing.length; p++) {
      const missing = this.missing[p] ?? 0n;
      if (tried.has(missing)) continue;
      tried.add(missing);
      if (!this.mayTake(p, missing - amount)) continue;
      if (++this.steps >= fundingStepsMax) return false;
      this.missing[p] = missing - amount;
      if (this.place(next + 1)) return true;
      this.missing[p] = missing;
    }
    return false;
  }

  /** No participant pays more than its cost, but for one. */
  private mayTake(participant: number, left: bigint): boolean {
    if (left + this.funding.costMaxBase >= 0n) return true;
    if (left + this.funding.payerCostMaxBase < 0n) return false;
    return this.missing.every((m, i) => i === participant || m + this.funding.costMaxBase >= 0n);
  }

  /** The least that the inputs left must still pay. */
  private openBase(): bigint {
    let open = 0n;
    for (const missing of this.missing) {
      if (missing > this.funding.gainMaxBase) open += missing - this.funding.gainMaxBase;
    }
    return open;
  }
}
