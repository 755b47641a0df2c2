import type { AccountId } from '../../domain/caip.ts';
import { type Outpoint, outpointKey, type UtxoTransaction } from '../../domain/utxo.ts';

/** One step: a coin was cut in two, the peel went away and the rest was cut again. */
export interface Peel {
  readonly tx: string;
  readonly height: number;
  /** Where the peel went; undefined when its script has no address. */
  readonly account: AccountId | undefined;
  /** The coin that was peeled off. */
  readonly outpoint: Outpoint;
  readonly amountBase: bigint;
}

/** A coin that pays many, one transaction each: one finding instead of as many hops. */
export interface PeelChain {
  /** The coin that was peeled first. */
  readonly start: Outpoint;
  /** Undefined when the source did not give the coin. */
  readonly startBase: bigint | undefined;
  readonly peels: readonly Peel[];
  readonly peeledBase: bigint;
  /** What is left at the end of the chain, and where. */
  readonly rest: Outpoint;
  readonly restBase: bigint;
  readonly restAccount: AccountId | undefined;
  /** True when the chain was not followed to its end: `peelsMax` was reached. */
  readonly cut: boolean;
}

export interface PeelChainLimits {
  /** Fewer peels than this are ordinary payments with change. */
  readonly peelsMin: number;
  readonly peelsMax: number;
}

export const peelChainLimits: PeelChainLimits = { peelsMin: 3, peelsMax: 10_000 };

/**
 * The peel chains among the transactions: each spends one coin and makes two, and of the two one
 * is spent the same way (BlockSci's shape). Where both are, the chain follows the greater one,
 * since a peel is the lesser part, and the other starts a chain of its own. In block order.
 */
export function peelChains(
  transactions: readonly UtxoTransaction[],
  limits: PeelChainLimits = peelChainLimits,
): PeelChain[] {
  const cuts = new Map<string, UtxoTransaction>();
  for (const transaction of transactions) {
    const spent = cutCoin(transaction);
    if (spent !== undefined) cuts.set(outpointKey(spent), transaction);
  }
  const continued = new Set<string>();
  for (const transaction of cuts.values()) {
    const next = restIndex(transaction, cuts);
    if (next !== undefined) continued.add(outpointKey({ tx: transaction.tx, index: next }));
  }
  return [...cuts]
    .filter(([key]) => !continued.has(key))
    .map(([, first]) => followed(first, cuts, limits.peelsMax))
    .filter((chain) => chain.peels.length >= limits.peelsMin);
}

/** The coin that a transaction cuts in two; undefined when it does something else. */
function cutCoin({ coinbase, inputs, outputs }: UtxoTransaction): Outpoint | undefined {
  if (coinbase || inputs.length !== 1 || outputs.length !== 2) return undefined;
  if (outputs.some((output) => output.scriptKind === 'op-return')) return undefined;
  return inputs[0]?.outpoint;
}

/** Index of the output that is cut again; undefined when none is. */
function restIndex(
  { tx, outputs }: UtxoTransaction,
  cuts: ReadonlyMap<string, UtxoTransaction>,
): number | undefined {
  const [first, second] = [0, 1].map((index) => cuts.has(outpointKey({ tx, index })));
  if (first && second) return greaterIndex(outputs);
  return first ? 0 : second ? 1 : undefined;
}

function greaterIndex(outputs: UtxoTransaction['outputs']): number {
  return (outputs[1]?.amountBase ?? 0n) > (outputs[0]?.amountBase ?? 0n) ? 1 : 0;
}

function followed(
  first: UtxoTransaction,
  cuts: ReadonlyMap<string, UtxoTransaction>,
  peelsMax: number,
): PeelChain {
  const peels: Peel[] = [];
  let transaction = first;
  for (;;) {
    const next = restIndex(transaction, cuts);
    const rest = next ?? greaterIndex(transaction.outputs);
    peels.push(peelOf(transaction, 1 - rest));
    const following = cuts.get(outpointKey({ tx: transaction.tx, index: rest }));
    if (following === undefined || peels.length >= peelsMax) {
      return chainOf(first, peels, transaction, rest, following !== undefined);
    }
    transaction = following;
  }
}

function peelOf({ tx, height, outputs }: UtxoTransaction, index: number): Peel {
  const output = outputs[index];
  return {
    tx,
    height,
    account: output?.account,
    outpoint: { tx, index },
    amountBase: output?.amountBase ?? 0n,
  };
}

function chainOf(
  first: UtxoTransaction,
  peels: readonly Peel[],
  last: UtxoTransaction,
  restOutput: number,
  cut: boolean,
): PeelChain {
  const rest = last.outputs[restOutput];
  const peeledBase = peels.reduce((sum, peel) => sum + peel.amountBase, 0n);
  return {
    start: first.inputs[0]?.outpoint ?? { tx: first.tx, index: 0 },
    startBase: first.inputs[0]?.coin?.amountBase,
    peels,
    peeledBase,
    rest: { tx: last.tx, index: restOutput },
    restBase: rest?.amountBase ?? 0n,
    restAccount: rest?.account,
    cut,
  };
}
