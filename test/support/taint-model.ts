import { Block } from 'bitcoinjs-lib';

/** A run of satoshi of one kind, in the order in which they lie in a coin. */
type Run = readonly [amount: bigint, traced: boolean];

export interface TaintAnswer {
  readonly unspentOutputs: number;
  readonly faceValue: string;
  readonly tracedValue: string;
}

/**
 * The written definition of each method done the slow way: every coin of the chain is kept, clean
 * or not, as runs of satoshi, and every transaction is computed. It shares no code with what it
 * checks: the blocks are read by bitcoinjs-lib.
 */
export function taintByModel(
  blocks: readonly Buffer[],
  question: {
    readonly seeds: readonly string[];
    readonly method: string;
    readonly fees: boolean;
    readonly subsidy: (height: number) => bigint;
  },
): TaintAnswer {
  const coins = new Map<string, Run[]>();
  const seeds = new Set(question.seeds);
  const pay = (inputs: readonly Run[][], tx: string, values: readonly bigint[]): Run[] => {
    const [outputs, fee] = attribute(question.method, inputs.flat(), values);
    for (const [index, value] of values.entries()) {
      const key = `${tx}:${index}`;
      coins.set(key, seeds.has(key) ? [[value, true]] : (outputs[index] ?? []));
    }
    return fee;
  };
  for (const [height, raw] of blocks.entries()) {
    const [coinbase, ...others] = Block.fromBuffer(raw).transactions ?? [];
    if (coinbase === undefined) throw new Error('a block has a coinbase');
    const inputs: Run[][] = [[[question.subsidy(height), false]]];
    for (const transaction of others) {
      const spent = transaction.ins.map(({ hash, index }) => {
        const key = `${Buffer.from(hash).reverse().toString('hex')}:${index}`;
        const runs = coins.get(key);
        if (runs === undefined) throw new Error(`no coin ${key}`);
        coins.delete(key);
        return runs;
      });
      const fee = pay(
        spent,
        transaction.getId(),
        transaction.outs.map((out) => out.value),
      );
      inputs.push(question.fees ? fee : [[total(fee), false]]);
    }
    pay(
      inputs,
      coinbase.getId(),
      coinbase.outs.map((out) => out.value),
    );
  }
  const left = [...coins.values()].filter((runs) => tracedOf(runs) > 0n);
  return {
    unspentOutputs: left.length,
    faceValue: `${left.reduce((sum, runs) => sum + total(runs), 0n)}`,
    tracedValue: `${left.reduce((sum, runs) => sum + tracedOf(runs), 0n)}`,
  };
}

const total = (runs: readonly Run[]) => runs.reduce((sum, [amount]) => sum + amount, 0n);
const tracedOf = (runs: readonly Run[]) => total(runs.filter(([, traced]) => traced));

/** What outputs and fee hold: the fee is what the outputs leave. */
function attribute(method: string, stream: readonly Run[], values: readonly bigint[]) {
  const all = total(stream);
  const traced = tracedOf(stream);
  const amounts = [...values, all - values.reduce((sum, value) => sum + value, 0n)];
  const runs =
    method === 'fifo'
      ? cut(stream, amounts)
      : method === 'lifo'
        ? cut([...stream].reverse(), amounts)
        : shares(method, traced, all, amounts).map((share, i): Run[] => [
            [share, true],
            [(amounts[i] ?? 0n) - share, false],
          ]);
  return [runs.slice(0, -1), runs.at(-1) ?? []] as const;
}

/** One satoshi run after another; under lifo each coin is served from its end, so its runs turn round. */
function cut(stream: readonly Run[], amounts: readonly bigint[]): Run[][] {
  const rest = [...stream];
  return amounts.map((amount) => {
    const taken: Run[] = [];
    for (let missing = amount; missing > 0n; ) {
      const [size, traced] = rest.shift() ?? [missing, false];
      const part = least(size, missing);
      taken.push([part, traced]);
      if (size > part) rest.unshift([size - part, traced]);
      missing -= part;
    }
    return taken;
  });
}

function shares(method: string, traced: bigint, all: bigint, amounts: readonly bigint[]): bigint[] {
  if (method === 'poison') return amounts.map((amount) => (traced > 0n ? amount : 0n));
  if (method === 'haircut') {
    let before = 0n;
    return amounts.map((amount) => {
      const from = all === 0n ? 0n : (traced * before) / all;
      before += amount;
      return (all === 0n ? 0n : (traced * before) / all) - from;
    });
  }
  const order = amounts.map((_, i) => i).slice(0, -1);
  const value = (i: number) => amounts[i] ?? 0n;
  const sign = (a: number, b: number) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0);
  if (method === 'tilo') order.sort((a, b) => sign(a, b) || a - b);
  if (method === 'tiho') order.sort((a, b) => sign(b, a) || a - b);
  const result = amounts.map(() => 0n);
  // clean-first serves the clean satoshi before the traced ones; the others the other way round.
  let clean = method === 'clean-first' ? all - traced : 0n;
  let left = traced;
  for (const i of [...order, amounts.length - 1]) {
    const skipped = least(clean, value(i));
    clean -= skipped;
    const share = least(left, value(i) - skipped);
    result[i] = share;
    left -= share;
  }
  return result;
}

function least(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
