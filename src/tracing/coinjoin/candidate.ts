import type { Coin, UtxoTransaction } from '../../domain/utxo.ts';

/** What the rules look at of a coin: no address, no label, no time. */
export type CoinShape = Pick<Coin, 'amountBase' | 'script' | 'scriptKind'>;

/** What the rules look at of a transaction: the coins that go in and come out, in order. */
export interface CoinJoinCandidate {
  readonly inputs: readonly CoinShape[];
  readonly outputs: readonly CoinShape[];
}

/** The candidate in a transaction; undefined for a coinbase or when a coin that it spends is unknown. */
export function candidateOf(transaction: UtxoTransaction): CoinJoinCandidate | undefined {
  if (transaction.coinbase) return undefined;
  const inputs: CoinShape[] = [];
  for (const { coin } of transaction.inputs) {
    if (coin === undefined) return undefined;
    inputs.push(coin);
  }
  return { inputs, outputs: transaction.outputs };
}

/** How many different scripts the coins have. */
export function scriptCount(coins: readonly CoinShape[]): number {
  return new Set(coins.map((coin) => coin.script)).size;
}

/** True when no script takes two of the outputs: every client of a mix uses fresh addresses. */
export function paysEachScriptOnce(candidate: CoinJoinCandidate): boolean {
  return scriptCount(candidate.outputs) === candidate.outputs.length;
}

/** One output in so many may go where another one goes: clients of early mixes used addresses again. */
const outputsPerReuse = 10;

/** The same where nobody checks that clients do. */
export function paysScriptsHardlyTwice({ outputs }: CoinJoinCandidate): boolean {
  return (outputs.length - scriptCount(outputs)) * outputsPerReuse <= outputs.length;
}

/** Sum of the coins, satoshi. */
export function sumBase(coins: readonly CoinShape[]): bigint {
  return coins.reduce((sum, coin) => sum + coin.amountBase, 0n);
}

/** True when amounts never grow from one coin to the next. */
export function isDescending(coins: readonly CoinShape[]): boolean {
  return coins.every((coin, i) => i === 0 || coin.amountBase <= (coins[i - 1]?.amountBase ?? 0n));
}
