import type { AttributionMethod } from '../domain/flow.ts';
import { lotOf, lotRest, takeBack, takeFront, unitsOfRange } from './attribution/lot.ts';
import {
  cleanSegment,
  pooledSegments,
  type Segment,
  segmentSum,
  type TracedSum,
  tracedSum,
} from './attribution/segment.ts';
import { lesser } from './lesser.ts';

/** What each output of a transaction carries, in index order, and what is left for the fee. */
export interface UtxoAttribution {
  readonly outputs: readonly (readonly Segment[])[];
  readonly fee: readonly Segment[];
}

/**
 * Attributes the traced value of a transaction's inputs to its outputs. Inputs are given as the
 * segments of the coins that they spend, in input order. Outputs are served in index order (by
 * value under tiho and tilo, ties by index) and the fee, inputs less outputs, last. Under every
 * method but poison the outputs and the fee carry exactly what the inputs did.
 */
export function attributeTransaction(
  method: AttributionMethod,
  inputs: readonly (readonly Segment[])[],
  outputsBase: readonly bigint[],
): UtxoAttribution {
  const stream = inputs.flat();
  const feeBase = segmentSum(stream) - outputsBase.reduce((sum, value) => sum + value, 0n);
  const amounts = [...outputsBase, feeBase];
  const carried = carry(method, stream, amounts);
  return { outputs: carried.slice(0, -1), fee: carried.at(-1) ?? [] };
}

function carry(
  method: AttributionMethod,
  stream: readonly Segment[],
  amounts: readonly bigint[],
): Segment[][] {
  const traced = tracedSum(stream);
  if (traced.tracedBase === 0n) return amounts.map((value) => pooledSegments(value, traced));
  switch (method) {
    case 'fifo':
      return cutStream(stream, amounts);
    case 'lifo':
      return cutStream(stream, amounts, 'back');
    case 'poison':
      return poisonAll(traced, amounts);
    case 'haircut':
      return shareOut(traced, amounts, cumulativeShares(traced.tracedBase, amounts));
    default:
      return shareOut(traced, amounts, served(method, traced.tracedBase, amounts));
  }
}

/**
 * Cuts a stream of segments into consecutive pieces of the given amounts, from its front, or from
 * its back (the input stream reversed). What the stream lacks is clean.
 */
export function cutStream(
  stream: readonly Segment[],
  amounts: readonly bigint[],
  end: 'front' | 'back' = 'front',
): Segment[][] {
  const lots = stream.map(lotOf);
  if (end === 'back') lots.reverse();
  const take = end === 'front' ? takeFront : takeBack;
  let next = 0;
  return amounts.map((amountBase) => {
    const piece: Segment[] = [];
    for (let left = amountBase; left > 0n; ) {
      const lot = lots[next];
      if (!lot) {
        piece.push(cleanSegment(left));
        break;
      }
      const rest = lotRest(lot);
      const part = lesser(rest, left);
      if (part > 0n) piece.push(take(lot, part));
      left -= part;
      if (part === rest) next += 1;
    }
    return piece;
  });
}

function poisonAll(traced: TracedSum, amounts: readonly bigint[]): Segment[][] {
  const faceBase = amounts.reduce((sum, value) => sum + value, 0n);
  let before = 0n;
  return amounts.map((amountBase) => {
    const lot = { faceBase, seedUnits: traced.seedUnits };
    const seedUnits = unitsOfRange(lot, before, before + amountBase);
    before += amountBase;
    return pooledSegments(amountBase, { tracedBase: amountBase, seedUnits });
  });
}

/** Output k gets ⌊T·S_k/V⌋ − ⌊T·S_(k−1)/V⌋: the sum is T and no output overfills. */
function cumulativeShares(tracedBase: bigint, amounts: readonly bigint[]): bigint[] {
  const total = amounts.reduce((sum, value) => sum + value, 0n);
  let before = 0n;
  return amounts.map((amountBase) => {
    const share = unitsOfRange(
      { faceBase: total, seedUnits: tracedBase },
      before,
      before + amountBase,
    );
    before += amountBase;
    return share;
  });
}

/** Traced value per output where outputs are served one after another and the fee last. */
function served(
  method: AttributionMethod,
  tracedBase: bigint,
  amounts: readonly bigint[],
): bigint[] {
  const shares = amounts.map(() => 0n);
  const total = amounts.reduce((sum, value) => sum + value, 0n);
  let cleanLeft = method === 'clean-first' ? total - tracedBase : 0n;
  let tracedLeft = tracedBase;
  for (const index of serviceOrder(method, amounts)) {
    const amountBase = amounts[index] ?? 0n;
    const clean = lesser(cleanLeft, amountBase);
    cleanLeft -= clean;
    const rest = amountBase - clean;
    const share = lesser(tracedLeft, rest);
    tracedLeft -= share;
    shares[index] = share;
  }
  return shares;
}

/** Indexes of the outputs in the order of service; the last amount is the fee and stays last. */
function serviceOrder(method: AttributionMethod, amounts: readonly bigint[]): number[] {
  const outputs = [...amounts.keys()].slice(0, -1);
  const byValue = (a: number, b: number): number => {
    const [x = 0n, y = 0n] = [amounts[a], amounts[b]];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  if (method === 'tiho') outputs.sort((a, b) => byValue(b, a) || a - b);
  if (method === 'tilo') outputs.sort((a, b) => byValue(a, b) || a - b);
  return [...outputs, amounts.length - 1];
}

/** Splits the seed units over the shares, cumulatively in index order. */
function shareOut(
  traced: TracedSum,
  amounts: readonly bigint[],
  shares: readonly bigint[],
): Segment[][] {
  const lot = { faceBase: traced.tracedBase, seedUnits: traced.seedUnits };
  let before = 0n;
  return amounts.map((amountBase, index) => {
    const tracedBase = shares[index] ?? 0n;
    const seedUnits = unitsOfRange(lot, before, before + tracedBase);
    before += tracedBase;
    return pooledSegments(amountBase, { tracedBase, seedUnits });
  });
}
