import type { AccountId, ChainId } from './caip.ts';

/**
 * Which template an output script follows. A script of no known template is `unknown` and a
 * witness program of a version without rules is `witness-unknown` (BIP 141): both are kept.
 * `p2a` is pay-to-anchor, `multisig` is bare multisig (BIP 11), `op-return` is unspendable data.
 */
export const scriptKinds = [
  'p2pk',
  'p2pkh',
  'p2sh',
  'p2wpkh',
  'p2wsh',
  'p2tr',
  'p2a',
  'multisig',
  'op-return',
  'witness-unknown',
  'unknown',
] as const;
export type ScriptKind = (typeof scriptKinds)[number];

/** A coin: one output of one transaction. It is the pot of a UTXO chain. */
export interface Outpoint {
  /** Transaction id in the usual (reversed) hex spelling. */
  readonly tx: string;
  readonly index: number;
}

/** What an output says, wherever it is seen: in its transaction, or as what an input spends. */
export interface Coin {
  /** Satoshi. */
  readonly amountBase: bigint;
  /** Output script, hex. */
  readonly script: string;
  readonly scriptKind: ScriptKind;
  /** Undefined when the script has no address of its own; `scriptKind` says why. */
  readonly account: AccountId | undefined;
}

export interface UtxoInput {
  readonly outpoint: Outpoint;
  /** The coin that it spends; undefined when the source did not give it and nothing resolved it. */
  readonly coin: Coin | undefined;
  readonly sequence: number;
}

export interface UtxoOutput extends Coin {
  /** Data after OP_RETURN as hex: memos of swaps and bridges travel in it. */
  readonly memo?: string;
}

/** A whole transaction: `inputs` and `outputs` in their order, nothing left out. */
export interface UtxoTransaction {
  readonly chain: ChainId;
  readonly height: number;
  readonly blockHash: string;
  /** Time of the block, ISO 8601 UTC. */
  readonly time: string;
  readonly tx: string;
  /** Index of the transaction in its block. */
  readonly txIndex: number;
  /** True for the first transaction of a block, which creates coins and has no `inputs`. */
  readonly coinbase: boolean;
  readonly version: number;
  readonly lockTime: number;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
}

/** The key of a coin, `tx:index`: with the chain before it, the key of the transfer that made it. */
export function outpointKey(outpoint: Outpoint): string {
  return `${outpoint.tx}:${outpoint.index}`;
}

/** The coin that a key of `outpointKey` names. */
export function outpointOfKey(key: string): Outpoint {
  const [tx = '', index = ''] = key.split(':');
  return { tx, index: Number(index) };
}

/** Sum of the outputs, satoshi. */
export function outputSumBase(transaction: Pick<UtxoTransaction, 'outputs'>): bigint {
  return transaction.outputs.reduce((sum, output) => sum + output.amountBase, 0n);
}

/**
 * What the miner gets, satoshi: inputs less outputs. Undefined when a coin that is spent is not
 * known, and for a coinbase transaction, which pays no fee.
 */
export function feeBase(
  transaction: Pick<UtxoTransaction, 'coinbase' | 'inputs' | 'outputs'>,
): bigint | undefined {
  if (transaction.coinbase) return undefined;
  let sum = 0n;
  for (const { coin } of transaction.inputs) {
    if (coin === undefined) return undefined;
    sum += coin.amountBase;
  }
  return sum - outputSumBase(transaction);
}
