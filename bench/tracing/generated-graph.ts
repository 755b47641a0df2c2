import type { TransferColumns } from '../../src/tracing/subgraph.ts';

const transfersPerBlock = 10;
const amountMax = 1_000_000;

/** Numbers from 0 to 1 by a seed (mulberry32), so that every run asks about the same graph. */
export function drawFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Transfers of one asset among accounts of which few are busy and most are not: the rank of an
 * account falls with the square of the draw. Nobody pays himself.
 */
export function generatedGraph(count: number, accounts: number, seed = 1): TransferColumns {
  const draw = drawFrom(seed);
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  const amounts = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const sender = Math.floor(draw() ** 2 * accounts);
    const receiver = Math.floor(draw() ** 2 * accounts);
    from[index] = sender;
    to[index] = receiver === sender ? (receiver + 1) % accounts : receiver;
    amounts[index] = 1 + Math.floor(draw() * amountMax);
  }
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return {
    count,
    from,
    to,
    height: Uint32Array.from({ length: count }, (_, index) =>
      Math.floor(index / transfersPerBlock),
    ),
    amount: { exact: amounts, sum: BigInt(sum) },
    potCount: accounts,
    potAccount: Uint32Array.from({ length: accounts }, (_, account) => account),
    potAsset: new Uint32Array(accounts),
  };
}
