import type { AccountId } from '../../domain/caip.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import { coinJoinOf } from '../coinjoin/detect-coinjoin.ts';
import { resemblesMix } from '../coinjoin/resembles-mix.ts';
import { type ChangeContext, changeRules } from './change-rules.ts';

/** Which output is change, by which rules, and how sure that is. */
export interface ChangeFinding {
  readonly index: number;
  /** 1 − Π(1 − c) over the rules that agree, as if they erred independently. */
  readonly confidence: number;
  readonly rules: readonly string[];
}

/** A wallet pays several at once, but more outputs than this are a batch whose change no rule finds. */
const outputsMax = 10;

/**
 * The change output of a payment; undefined when no rule names one, when two rules name different
 * ones, in a coinbase, in a CoinJoin or what resembles one, and while a coin that is spent is not
 * known. A single spendable output has no change.
 */
export function changeOf(
  transaction: UtxoTransaction,
  context: ChangeContext,
): ChangeFinding | undefined {
  const spendable = transaction.outputs.filter((output) => output.scriptKind !== 'op-return');
  if (transaction.coinbase || spendable.length < 2 || spendable.length > outputsMax) return;
  if (transaction.inputs.some(({ coin }) => coin === undefined)) return undefined;
  if (resemblesMix(transaction) || coinJoinOf(transaction) !== undefined) return undefined;
  const votes = changeRules.flatMap((rule) => {
    const [index, second] = rule.candidates(transaction, context);
    return index === undefined || second !== undefined ? [] : [{ rule, index }];
  });
  const index = votes[0]?.index;
  if (index === undefined || votes.some((vote) => vote.index !== index)) return undefined;
  return {
    index,
    confidence: 1 - votes.reduce((doubt, { rule }) => doubt * (1 - rule.confidence), 1),
    rules: votes.map(({ rule }) => rule.name),
  };
}

/**
 * The change as evidence of common ownership with the accounts that are spent; undefined when it
 * is less sure than `confidenceMin`, and when the change has no account or one that is spent anyhow.
 */
export function changeOwnership(
  transaction: UtxoTransaction,
  context: ChangeContext,
  confidenceMin: number,
): CommonOwnership | undefined {
  const change = changeOf(transaction, context);
  if (change === undefined || change.confidence < confidenceMin) return undefined;
  const account = transaction.outputs[change.index]?.account;
  if (account === undefined) return undefined;
  const spenders = transaction.inputs.flatMap(({ coin }): readonly AccountId[] =>
    coin?.account === undefined ? [] : [coin.account],
  );
  if (spenders.length === 0 || spenders.includes(account)) return undefined;
  const { chain, tx, height } = transaction;
  return {
    ...{ chain, tx, height, rule: 'change', confidence: change.confidence },
    grounds: change.rules,
    accounts: [...new Set([...spenders, account])],
  };
}
