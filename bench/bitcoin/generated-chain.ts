import { createHash } from 'node:crypto';
import { UtxoGraph } from '../../src/tracing/utxo-graph.ts';
import { seededRandom } from '../../test/support/generated-utxo-chain.ts';

const transactionsOfBlock = 2_000;
/** A coin is spent from among this many of the newest, as most coins are. */
const newest = 20_000;
const reward = 5_000_000_000;
const fee = 1_000;

interface Coin {
  readonly hash: Buffer;
  readonly index: number;
  readonly amount: number;
}

/**
 * A chain with at least so many outputs, shaped like Bitcoin's: mostly a payment with change,
 * some merges, some batches.
 */
export function generatedChain(outputs: number): UtxoGraph {
  const random = seededRandom(20_260_101);
  const graph = new UtxoGraph();
  const unspent: Coin[] = [];
  for (let transaction = 0; graph.coinCount < outputs; transaction++) {
    const startsBlock = transaction % transactionsOfBlock === 0;
    if (startsBlock) graph.startBlock(transaction / transactionsOfBlock);
    const hash = createHash('sha256').update(`${transaction}`).digest();
    const coinbase = startsBlock || unspent.length < 10;
    graph.startTransaction(hash, coinbase);
    const sum = coinbase ? reward : spend(graph, unspent, random) - fee;
    pay(graph, unspent, hash, Math.max(0, sum), random);
  }
  return graph;
}

/** One or two coins as a rule, some more now and then; their sum. */
function spend(graph: UtxoGraph, unspent: Coin[], random: (below: number) => number): number {
  let sum = 0;
  for (let left = random(4) === 0 ? 2 + random(6) : 1 + random(2); left > 0; left--) {
    const at = unspent.length - 1 - random(Math.min(unspent.length, newest));
    const [coin, last] = [unspent[at], unspent.pop()];
    if (!coin || !last) break;
    if (at < unspent.length) unspent[at] = last;
    graph.addInput(coin.hash, coin.index);
    sum += coin.amount;
  }
  return sum;
}

/** A payment and change as a rule, a batch now and then. */
function pay(
  graph: UtxoGraph,
  unspent: Coin[],
  hash: Buffer,
  sum: number,
  random: (below: number) => number,
): void {
  const count = random(20) === 0 ? 3 + random(20) : 2;
  for (let index = 0, left = sum; index < count; index++) {
    const amount = index === count - 1 ? left : Math.floor((left * random(100)) / 100);
    graph.addOutput(BigInt(amount));
    if (amount > 0) unspent.push({ hash, index, amount });
    left -= amount;
  }
}
