import { digestOfEnds } from './questions.ts';

interface PlainTransfer {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}
/** Seeds of the value, none when it is clean, and how much. */
type PlainLot = [seeds: readonly number[], amount: number];
type PlainEnds = ReadonlyMap<string, number>;

/** First in first out with maps and arrays: what one writes over the edges of a graph library. */
export function fifoOverEdges(
  transfers: readonly PlainTransfer[],
  accounts: number,
  seeds: readonly number[],
): PlainEnds {
  const fifo = new PlainFifo(accounts);
  const seedsAt = new Map<number, number[]>();
  for (const [seed, at] of seeds.entries()) seedsAt.set(at, [...(seedsAt.get(at) ?? []), seed]);
  for (const [at, transfer] of transfers.entries()) fifo.apply(transfer, seedsAt.get(at));
  return fifo.ends();
}

class PlainFifo {
  readonly #balance: Float64Array;
  readonly #traced: Float64Array;
  readonly #queues = new Map<number, PlainLot[]>();

  constructor(accounts: number) {
    this.#balance = new Float64Array(accounts);
    this.#traced = new Float64Array(accounts);
  }

  apply({ from, to, amount }: PlainTransfer, started: readonly number[] | undefined): void {
    const carried = this.#debit(from, amount);
    this.#credit(
      to,
      amount,
      started ? carried.map(([own, part]) => [[...own, ...started], part]) : carried,
    );
  }

  #debit(pot: number, amount: number): PlainLot[] {
    this.#balance[pot] = Math.max(0, (this.#balance[pot] ?? 0) - amount);
    const queue = this.#queues.get(pot);
    if (!queue) return [[[], amount]];
    const carried = serve(queue, amount);
    this.#traced[pot] = (this.#traced[pot] ?? 0) - tracedOf(carried);
    if (this.#traced[pot] === 0) this.#queues.delete(pot);
    return carried;
  }

  #credit(pot: number, amount: number, carried: PlainLot[]): void {
    const before = this.#balance[pot] ?? 0;
    this.#balance[pot] = before + amount;
    const traced = tracedOf(carried);
    const queue =
      this.#queues.get(pot) ?? (traced > 0 ? [[[], before] satisfies PlainLot] : undefined);
    if (!queue) return;
    queue.push(...carried);
    this.#queues.set(pot, queue);
    this.#traced[pot] = (this.#traced[pot] ?? 0) + traced;
  }

  ends(): PlainEnds {
    const ends = new Map<string, number>();
    for (const [pot, queue] of this.#queues) {
      for (const [own, amount] of queue) {
        for (const seed of own) {
          const key = `${seed} ${pot}`;
          ends.set(key, (ends.get(key) ?? 0) + amount);
        }
      }
    }
    return ends;
  }
}

function serve(queue: PlainLot[], amount: number): PlainLot[] {
  const carried: PlainLot[] = [];
  let left = amount;
  while (left > 0) {
    const [first] = queue;
    if (!first) break;
    const part = Math.min(first[1], left);
    left -= part;
    carried.push([first[0], part]);
    if (part === first[1]) queue.shift();
    else first[1] -= part;
  }
  if (left > 0) carried.push([[], left]);
  return carried;
}

function tracedOf(lots: readonly PlainLot[]): number {
  return lots.reduce((sum, [seeds, amount]) => (seeds.length > 0 ? sum + amount : sum), 0);
}

export function endsDigest(ends: PlainEnds): string {
  const list = [...ends].map(([key, amount]) => {
    const [seed = 0, pot = 0] = key.split(' ').map(Number);
    return { seed, pot, amountBase: BigInt(amount) };
  });
  return digestOfEnds(list.sort((a, b) => a.seed - b.seed || a.pot - b.pot));
}
