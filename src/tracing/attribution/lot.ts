import type { Segment } from './segment.ts';

/**
 * A run of value that waits in a pot, whole or in part already served from one of its ends. Seed
 * units are split cumulatively over the whole face, so that the parts always sum to the lot.
 */
export interface Lot {
  readonly faceBase: bigint;
  readonly seedUnits: bigint;
  readonly traced: boolean;
  /** What is left of the face: [startBase, endBase). */
  startBase: bigint;
  endBase: bigint;
}

export function lotOf(segment: Segment): Lot {
  return {
    faceBase: segment.amountBase,
    seedUnits: segment.seedUnits,
    traced: segment.traced,
    startBase: 0n,
    endBase: segment.amountBase,
  };
}

export function lotRest(lot: Lot): bigint {
  return lot.endBase - lot.startBase;
}

/** Seed units of the face range [from, to): ⌊s·to/f⌋ − ⌊s·from/f⌋. */
export function unitsOfRange(
  lot: Pick<Lot, 'faceBase' | 'seedUnits'>,
  fromBase: bigint,
  toBase: bigint,
): bigint {
  const { faceBase, seedUnits } = lot;
  if (seedUnits === faceBase) return toBase - fromBase;
  return (seedUnits * toBase) / faceBase - (seedUnits * fromBase) / faceBase;
}

/** Takes an amount, at most what is left, from the front. */
export function takeFront(lot: Lot, amountBase: bigint): Segment {
  const from = lot.startBase;
  lot.startBase += amountBase;
  return { amountBase, traced: lot.traced, seedUnits: unitsOfRange(lot, from, lot.startBase) };
}

/** Takes an amount, at most what is left, from the back. */
export function takeBack(lot: Lot, amountBase: bigint): Segment {
  const to = lot.endBase;
  lot.endBase -= amountBase;
  return { amountBase, traced: lot.traced, seedUnits: unitsOfRange(lot, lot.endBase, to) };
}
