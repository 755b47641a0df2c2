import type { AccountId } from '../../domain/caip.ts';
import type { UtxoOutput, UtxoTransaction } from '../../domain/utxo.ts';
import { lesser } from '../lesser.ts';

/** What a rule may know besides the transaction itself. */
export interface ChangeContext {
  /**
   * True when the account was paid or spent before this transaction. Left out where the history is
   * not whole: then the rules that need it say nothing.
   */
  seenBefore?(account: AccountId): boolean;
}

/** A way to tell which output comes back to who spends. */
export interface ChangeRule {
  readonly name: string;
  /** 0 to 1: how sure the rule alone is. Stated, not measured: nobody has the truth of the chain. */
  readonly confidence: number;
  /** Indexes of the outputs that it holds possible; only exactly one is an answer. */
  candidates(transaction: UtxoTransaction, context: ChangeContext): readonly number[];
}

/** The output pays an account that is spent from. */
const addressReuse: ChangeRule = {
  name: 'address-reuse',
  confidence: 0.99,
  candidates: (transaction) => {
    const spent = new Set(transaction.inputs.map(({ coin }) => coin?.account));
    return indexesWhere(transaction, ({ account }) => account !== undefined && spent.has(account));
  },
};

/** All inputs are of one script kind and one output only has it too. */
const scriptKind: ChangeRule = {
  name: 'script-kind',
  confidence: 0.7,
  candidates: (transaction) => {
    const kinds = new Set(transaction.inputs.map(({ coin }) => coin?.scriptKind));
    if (kinds.size !== 1) return [];
    return indexesWhere(transaction, (output) => kinds.has(output.scriptKind));
  },
};

/**
 * Change is smaller than every input, or the input would not have been needed (Nick 2015). With a
 * single input every output is smaller, so that the rule says nothing.
 */
const optimalChange: ChangeRule = {
  name: 'optimal-change',
  confidence: 0.7,
  candidates: (transaction) => {
    if (transaction.inputs.length < 2) return [];
    const amounts = transaction.inputs.map(({ coin }) => coin?.amountBase ?? 0n);
    const least = amounts.reduce(lesser);
    return indexesWhere(transaction, (output) => output.amountBase < least);
  },
};

/** People pay round amounts: where all outputs but one are multiples of 0.0001 coin, that one is left. */
const roundPayments: ChangeRule = {
  name: 'round-payments',
  confidence: 0.6,
  candidates: (transaction) =>
    indexesWhere(transaction, (output) => output.amountBase % 10_000n !== 0n),
};

/** A wallet makes a new address for its change; who is paid has often been paid before (Meiklejohn 2013). */
const firstSeen: ChangeRule = {
  name: 'first-seen',
  confidence: 0.7,
  candidates: (transaction, { seenBefore }) =>
    seenBefore === undefined
      ? []
      : indexesWhere(transaction, ({ account }) => account !== undefined && !seenBefore(account)),
};

/** Independent of one another: script, amounts against inputs, roundness, history. */
export const changeRules: readonly ChangeRule[] = [
  addressReuse,
  scriptKind,
  optimalChange,
  roundPayments,
  firstSeen,
];

function indexesWhere(
  transaction: UtxoTransaction,
  holds: (output: UtxoOutput) => boolean,
): number[] {
  return transaction.outputs.flatMap((output, index) =>
    output.scriptKind !== 'op-return' && holds(output) ? [index] : [],
  );
}
