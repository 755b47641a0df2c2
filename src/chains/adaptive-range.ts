import type { HeightRange } from '../domain/coverage.ts';
import { isWagetraceError } from '../domain/errors.ts';

/** Questions answered in a row before a larger one is tried. */
const growAfter = 4;
/** Questions answered in a row after which the widest is tried again: one block may have been too full. */
const forgetAfter = 64;

/** How wide a question a provider answers: it starts wide, is halved on refusal, and is remembered. */
export interface RangeSize {
  readonly blocksMax: number;
  /** Blocks of the next question. */
  blocks: number;
  /** The least number that was refused; questions stay below it. */
  refused: number;
  answered: number;
}

export function rangeSize(blocksMax: number): RangeSize {
  return { blocksMax, blocks: blocksMax, refused: blocksMax + 1, answered: 0 };
}

/** What says that a smaller question may be answered. */
const narrowingCodes = new Set(['source.range-too-wide', 'source.too-large', 'source.timeout']);

function grow(size: RangeSize): void {
  size.answered += 1;
  if (size.answered % forgetAfter === 0) size.refused = size.blocksMax + 1;
  if (size.answered % growAfter === 0) {
    size.blocks = Math.max(size.blocks, Math.min(size.blocks * 2, size.refused - 1));
  }
}

function shrink(size: RangeSize, blocks: number): void {
  size.refused = Math.min(size.refused, blocks);
  size.blocks = Math.max(1, Math.floor(blocks / 2));
  size.answered = 0;
}

/**
 * Reads the range from its lower end in questions as wide as the provider takes. A question that
 * is refused as too wide is halved down to one block; then its error is thrown.
 */
export async function* readAdaptively<T>(
  range: HeightRange,
  size: RangeSize,
  read: (part: HeightRange) => Promise<T>,
): AsyncGenerator<T> {
  let { fromHeight } = range;
  while (fromHeight <= range.toHeight) {
    const toHeight = Math.min(range.toHeight, fromHeight + size.blocks - 1);
    const blocks = toHeight - fromHeight + 1;
    let answer: T;
    try {
      answer = await read({ fromHeight, toHeight });
    } catch (error) {
      const narrower = isWagetraceError(error) && narrowingCodes.has(error.code);
      if (!narrower || blocks === 1) throw error;
      shrink(size, blocks);
      continue;
    }
    grow(size);
    yield answer;
    fromHeight = toHeight + 1;
  }
}
