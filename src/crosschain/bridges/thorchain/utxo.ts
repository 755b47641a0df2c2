import type { AccountId } from '../../../domain/caip.ts';
import { outpointKey, type UtxoTransaction } from '../../../domain/utxo.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { MemoMove } from './decode.ts';
import { type Memo, parseMemo } from './memo.ts';

/**
 * The payment of a UTXO transaction with a memo: to a vault it is the first output, as the protocol
 * demands; from a vault it is an output that does not go back to an account that paid. When a vault
 * changes its address there are two of those, and only the declared receiver tells them apart.
 */
export function utxoMoves(
  { chain, nativeAsset }: TransactionRecord,
  transaction: UtxoTransaction,
): (MemoMove & { readonly memo: Memo; readonly position: number })[] {
  const text = transaction.outputs.find((output) => output.memo !== undefined)?.memo;
  const memo =
    text === undefined ? undefined : parseMemo(Buffer.from(text, 'hex').toString('utf8'));
  if (!memo) return [];
  const payers = new Set<AccountId | undefined>(
    transaction.inputs.map((input) => input.coin?.account),
  );
  const outputs = transaction.outputs.map((output, index) => ({ output, index }));
  const isPayment = ({ output, index }: (typeof outputs)[number]) =>
    memo.kind === 'swap'
      ? index === 0
      : output.account !== undefined && !payers.has(output.account);
  const payer = transaction.inputs[0]?.coin?.account;
  return outputs.filter(isPayment).map(({ output, index }) => ({
    memo,
    position: index,
    from: payer,
    to: output.account,
    asset: nativeAsset,
    amountBase: output.amountBase,
    transferKeys: [`${chain}:${outpointKey({ tx: transaction.tx, index })}`],
  }));
}
