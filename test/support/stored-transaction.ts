import type { UtxoTransaction } from '../../src/domain/utxo.ts';
import { type TransactionSketch, utxoTransaction } from './utxo-builder.ts';

/** The transaction with what a source gives: hex ids, hex scripts, the block of its height. */
export function storedTransaction(sketch: TransactionSketch): UtxoTransaction {
  const transaction = utxoTransaction(sketch);
  const hex = (text: string) => Buffer.from(text).toString('hex');
  return {
    ...transaction,
    blockHash: transaction.height.toString(16).padStart(64, '0'),
    inputs: transaction.inputs.map((input) => ({
      ...input,
      coin: input.coin && { ...input.coin, script: hex(input.coin.script) },
    })),
    outputs: transaction.outputs.map((output) => ({ ...output, script: hex(output.script) })),
  };
}
