import { outsideCoin, type UtxoGraph } from './utxo-graph.ts';

/** What the seeds became: the coins that carry traced value at the end, and what fees took. */
export interface FifoResult {
  /** Numbers of the unspent coins with traced value, ascending. */
  readonly coins: Int32Array;
  /** Traced base units of `coins`, in the same order. */
  readonly tracedBase: readonly bigint[];
  readonly feesBase: bigint;
}

/**
 * Follows coins through a whole graph first in, first out, as `UtxoTrace` does under `fifo` with
 * fees that end where they are paid, for chains of many millions of coins: what a coin carries is
 * a list of runs in one array, traced runs positive and clean ones negative, neighbours of a kind
 * merged. A transaction that spends nothing traced costs one look at each of its inputs.
 */
export function traceFifo(graph: UtxoGraph, seeds: readonly number[]): FifoResult {
  return new FifoRun(graph, seeds).run();
}

const noRuns = -1;
const runsMin = 1 << 16;
/** Below this many runs no room is given back. */
const compactMin = 1 << 22;

class FifoRun {
  readonly #graph: UtxoGraph;
  readonly #isSeed: Uint8Array;
  /** By coin: where its runs begin, and how many there are. */
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  #runs = new Float64Array(runsMin);
  #used = 0;
  /** The runs of the inputs of one transaction. */
  #stream = new Float64Array(1 << 10);
  #streamed = 0;
  /** The run of the stream that is served, and what is left of it. */
  #at = 0;
  #rest = 0;
  #compactAbove = compactMin;
  #fees = 0n;

  constructor(graph: UtxoGraph, seeds: readonly number[]) {
    this.#graph = graph;
    this.#isSeed = new Uint8Array(graph.coinCount);
    for (const seed of seeds) this.#isSeed[seed] = 1;
    this.#starts = new Int32Array(graph.coinCount).fill(noRuns);
    this.#lengths = new Int32Array(graph.coinCount);
  }

  run(): FifoResult {
    const count = this.#graph.transactionCount;
    for (let transaction = 0; transaction < count; transaction++) {
      if (this.#spendsTraced(transaction)) this.#carry(transaction);
      this.#seed(transaction);
    }
    return this.#result();
  }

  #spendsTraced(transaction: number): boolean {
    const end = this.#graph.firstInput(transaction + 1);
    for (let input = this.#graph.firstInput(transaction); input < end; input++) {
      const coin = this.#graph.inputCoin(input);
      if (coin !== outsideCoin && this.#starts[coin] !== noRuns) return true;
    }
    return false;
  }

  /** Cuts the stream of the inputs into the outputs in order; the rest is the fee. */
  #carry(transaction: number): void {
    this.#streamInputs(transaction);
    this.#at = 0;
    this.#rest = this.#stream[0] ?? 0;
    const end = this.#graph.firstCoin(transaction + 1);
    for (let coin = this.#graph.firstCoin(transaction); coin < end; coin++) {
      const start = this.#used;
      if (this.#fill(this.#graph.coinAmount(coin))) {
        this.#starts[coin] = start;
        this.#lengths[coin] = this.#used - start;
      } else this.#used = start;
    }
    while (this.#at < this.#streamed) {
      if (this.#rest > 0) this.#fees += BigInt(this.#rest);
      this.#rest = this.#stream[++this.#at] ?? 0;
    }
  }

  /** Moves an amount from the stream to the end of the runs; true when some of it is traced. */
  #fill(amount: number): boolean {
    let traced = false;
    for (let missing = amount; missing > 0 && this.#at < this.#streamed; ) {
      const part = Math.min(Math.abs(this.#rest), missing);
      const run = this.#rest > 0 ? part : -part;
      this.#append(run);
      traced ||= run > 0;
      missing -= part;
      this.#rest -= run;
      if (this.#rest === 0) this.#rest = this.#stream[++this.#at] ?? 0;
    }
    return traced;
  }

  #streamInputs(transaction: number): void {
    this.#streamed = 0;
    const end = this.#graph.firstInput(transaction + 1);
    for (let input = this.#graph.firstInput(transaction); input < end; input++) {
      const coin = this.#graph.inputCoin(input);
      const start = coin === outsideCoin ? noRuns : (this.#starts[coin] ?? noRuns);
      if (start === noRuns) {
        this.#push(-this.#graph.inputAmount(input));
        continue;
      }
      const runsEnd = start + (this.#lengths[coin] ?? 0);
      for (let run = start; run < runsEnd; run++) this.#push(this.#runs[run] ?? 0);
      this.#starts[coin] = noRuns;
    }
  }

  /** Adds a run to the stream, to the last one if it is of the same kind. */
  #push(run: number): void {
    if (run === 0) return;
    const last = this.#streamed === 0 ? 0 : (this.#stream[this.#streamed - 1] ?? 0);
    if (last > 0 === run > 0 && last !== 0) {
      this.#stream[this.#streamed - 1] = last + run;
      return;
    }
    if (this.#streamed === this.#stream.length) this.#stream = doubled(this.#stream);
    this.#stream[this.#streamed++] = run;
  }

  #append(run: number): void {
    if (this.#used === this.#runs.length) this.#runs = doubled(this.#runs);
    this.#runs[this.#used++] = run;
  }

  #seed(transaction: number): void {
    const end = this.#graph.firstCoin(transaction + 1);
    for (let coin = this.#graph.firstCoin(transaction); coin < end; coin++) {
      if (this.#isSeed[coin] === 0 || this.#graph.coinAmount(coin) === 0) continue;
      this.#starts[coin] = this.#used;
      this.#lengths[coin] = 1;
      this.#append(this.#graph.coinAmount(coin));
    }
    if (this.#used > this.#compactAbove) this.#compact();
  }

  /** Gives the room of spent coins back once most of it is theirs. */
  #compact(): void {
    let live = 0;
    for (const [coin, start] of this.#starts.entries()) {
      if (start !== noRuns) live += this.#lengths[coin] ?? 0;
    }
    const runs = new Float64Array(Math.max(runsMin, 2 * live));
    let used = 0;
    for (let coin = 0; coin < this.#starts.length; coin++) {
      const start = this.#starts[coin] ?? noRuns;
      if (start === noRuns) continue;
      const length = this.#lengths[coin] ?? 0;
      runs.set(this.#runs.subarray(start, start + length), used);
      this.#starts[coin] = used;
      used += length;
    }
    this.#runs = runs;
    this.#used = used;
    this.#compactAbove = Math.max(compactMin, 4 * live);
  }

  #result(): FifoResult {
    const coins: number[] = [];
    const tracedBase: bigint[] = [];
    for (let coin = 0; coin < this.#starts.length; coin++) {
      const start = this.#starts[coin] ?? noRuns;
      if (start === noRuns) continue;
      let traced = 0;
      const end = start + (this.#lengths[coin] ?? 0);
      for (let run = start; run < end; run++) traced += Math.max(0, this.#runs[run] ?? 0);
      coins.push(coin);
      tracedBase.push(BigInt(traced));
    }
    return { coins: Int32Array.from(coins), tracedBase, feesBase: this.#fees };
  }
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
