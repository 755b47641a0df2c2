import { type AccountId, accountId } from '../../domain/caip.ts';
import { positionBand, type Transfer } from '../../domain/transfer.ts';
import { type Coin, feeBase, type UtxoTransaction } from '../../domain/utxo.ts';
import { memoOfBytes } from '../memo.ts';
import { type BitcoinChain, nobody } from './bitcoin-chain.ts';
import { scriptHash } from './script-hash.ts';

/** The account of a coin; without an address, that of its script by its SHA-256. */
export function holderOf(bitcoin: BitcoinChain, coin: Coin): AccountId {
  if (coin.account !== undefined) return coin.account;
  const hash = scriptHash(Buffer.from(coin.script, 'hex'));
  return (
    bitcoin.spell({ kind: 'script', hex: hash }) ?? accountId(`${bitcoin.chain.id}:script-${hash}`)
  );
}

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
  const from = coinbase || spent === undefined ? nobody(chain) : holderOf(bitcoin, spent);
  const place = { chain, height, blockHash, time, tx, txIndex, from, asset };
  const transfers: Transfer[] = outputs.map((output, position) => {
    const memo = output.memo === undefined ? undefined : memoOfBytes(output.memo);
    return {
      ...place,
      position,
      to: holderOf(bitcoin, output),
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
