import { type AccountId, accountId, chainId } from '../../src/domain/caip.ts';
import type { Coin, ScriptKind, UtxoTransaction } from '../../src/domain/utxo.ts';

export const bitcoin = chainId('bip122:000000000019d6689c085ae165831e93');

/** A coin as `[holder, satoshi]`, with a script kind when it is not P2WPKH. */
export type CoinSketch = readonly [holder: string, amountBase: number, kind?: ScriptKind];

export interface TransactionSketch {
  readonly tx: string;
  readonly height?: number;
  readonly txIndex?: number;
  /** Coins spent: the outpoint as `tx:index`, then the coin. */
  readonly inputs: readonly (readonly [outpoint: string, ...coin: CoinSketch])[];
  readonly outputs: readonly CoinSketch[];
}

/** The account of a holder with a short name. */
export function holder(name: string): AccountId {
  return accountId(`${bitcoin}:${name}`);
}

/** A whole transaction from a sketch; without inputs it is a coinbase. */
export function utxoTransaction(sketch: TransactionSketch): UtxoTransaction {
  return {
    chain: bitcoin,
    height: sketch.height ?? 1,
    blockHash: '',
    time: '2024-01-01T00:00:00.000Z',
    tx: sketch.tx,
    txIndex: sketch.txIndex ?? 0,
    coinbase: sketch.inputs.length === 0,
    version: 2,
    lockTime: 0,
    inputs: sketch.inputs.map(([outpoint, ...coin]) => {
      const [tx = '', index = '0'] = outpoint.split(':');
      return { outpoint: { tx, index: Number(index) }, coin: coinOf(coin), sequence: 0xffffffff };
    }),
    outputs: sketch.outputs.map(coinOf),
  };
}

function coinOf([name, amount, kind = 'p2wpkh']: CoinSketch): Coin {
  const account = kind === 'multisig' || kind === 'op-return' ? undefined : holder(name);
  return { amountBase: BigInt(amount), script: name, scriptKind: kind, account };
}
