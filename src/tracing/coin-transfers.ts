import { type AccountId, type AssetId, accountId, type ChainId } from '../domain/caip.ts';
import { positionBand, type Transfer } from '../domain/transfer.ts';
import { type Coin, feeBase, type UtxoTransaction } from '../domain/utxo.ts';

/**
 * Where one side of a transfer on a UTXO chain sits. A coin is a pot of its own, whoever holds it;
 * and so is, for the moment, a transaction: its spent coins meet there in input order, and its
 * outputs and then its fee are served from it.
 */
export interface CoinPots {
  /** `undefined`: created, as by a coinbase. */
  readonly from: CoinPot | undefined;
  /** `undefined`: the account's own pot (where fees are collected). */
  readonly to: CoinPot | undefined;
}

export interface CoinPot {
  readonly kind: 'coin' | 'spend';
  /** Of a coin `tx:index`; of a spend the transaction. */
  readonly key: string;
}

/** A transfer as the engine takes it: on an account ledger without `pots`. */
export interface PotTransfer extends Transfer {
  readonly pots?: CoinPots;
}

/** Stands for a transaction as the receiver of what it spends; never an account of anybody. */
export function spendAccount(chain: ChainId, tx: string): AccountId {
  return accountId(`${chain}:tx-${tx}`);
}

/**
 * A UTXO transaction as transfers: each spent coin into the transaction, in input order; each
 * output out of it, in index order, by the key that its coin has everywhere; the fee last.
 * Positions of inputs lie before those of outputs: input i of n has position i − n. A coinbase
 * has no inputs, and what it makes is created. `holderOf` names who holds a coin, `nobody` who
 * stands for the miner. A transaction of which a spent coin is unknown cannot be told: it gives
 * its outputs alone.
 */
export function coinTransfersOf(
  transaction: UtxoTransaction,
  asset: AssetId,
  holderOf: (coin: Coin) => AccountId,
  nobody: AccountId,
): PotTransfer[] {
  const { chain, height, blockHash, time, tx, txIndex, inputs, outputs, coinbase } = transaction;
  const place = { chain, height, blockHash, time, tx, txIndex, asset };
  const spend: CoinPot = { kind: 'spend', key: tx };
  const coinPot = (key: string): CoinPot => ({ kind: 'coin', key });
  const first = inputs[0]?.coin;
  const payer = coinbase || first === undefined ? nobody : holderOf(first);
  const feePaid = feeBase(transaction);
  const spent =
    feePaid === undefined
      ? []
      : inputs.flatMap(({ outpoint, coin }, at): PotTransfer[] => {
          if (!coin) return [];
          return [
            {
              ...place,
              position: at - inputs.length,
              from: holderOf(coin),
              to: spendAccount(chain, tx),
              amountBase: coin.amountBase,
              kind: 'native',
              pots: { from: coinPot(`${outpoint.tx}:${outpoint.index}`), to: spend },
            },
          ];
        });
  const made = outputs.map((output, position): PotTransfer => {
    return {
      ...place,
      position,
      from: payer,
      to: holderOf(output),
      amountBase: output.amountBase,
      kind: coinbase ? 'coinbase' : 'native',
      pots: { from: coinbase ? undefined : spend, to: coinPot(`${tx}:${position}`) },
    };
  });
  const fee = { ...place, position: positionBand.fee, from: payer, to: nobody } as const;
  const paid: PotTransfer[] = feePaid
    ? [{ ...fee, amountBase: feePaid, kind: 'fee', pots: { from: spend, to: undefined } }]
    : [];
  return [...spent, ...made, ...paid];
}
