import { holderOf, nobody } from '../../accounts/coin-holder.ts';
import { positionBand, type Transfer } from '../../domain/transfer.ts';
import { feeBase, type UtxoTransaction } from '../../domain/utxo.ts';
import { memoOfBytes } from '../memo.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';

/**
 * A transaction as transfers: one for each output, in order, whose position is the output's
 * index, so that its key names the coin; then the fee. All come from the account of the first
 * coin that is spent: who paid is one wallet as a rule, and the whole transaction, which says
 * exactly what was spent, travels beside them. New coins come from nobody and fees go to nobody.
 * A transaction of which a spent coin is unknown shows no fee.
 */
export function transfersOf(bitcoin: BitcoinChain, transaction: UtxoTransaction): Transfer[] {
  const { height, blockHash, time, tx, txIndex, inputs, outputs, coinbase } = transaction;
  const { id: chain, nativeAsset: asset } = bitcoin.chain;
  const spent = inputs[0]?.coin;
  const from = coinbase || spent === undefined ? nobody(chain) : holderOf(chain, spent);
  const place = { chain, height, blockHash, time, tx, txIndex, from, asset };
  const transfers: Transfer[] = outputs.map((output, position) => {
    const memo = output.memo === undefined ? undefined : memoOfBytes(output.memo);
    return {
      ...place,
      position,
      to: holderOf(chain, output),
      amountBase: output.amountBase,
      kind: coinbase ? 'coinbase' : 'native',
      ...(memo === undefined ? {} : { memo }),
    };
  });
  const fee = feeBase(transaction) ?? 0n;
  if (fee > 0n) {
    const position = positionBand.fee;
    transfers.push({ ...place, position, to: nobody(chain), amountBase: fee, kind: 'fee' });
  }
  return transfers;
}
