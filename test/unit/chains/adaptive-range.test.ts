import { expect, it } from 'vitest';
import { rangeSize, readAdaptively } from '../../../src/chains/adaptive-range.ts';
import { sourceError } from '../../../src/chains/source-error.ts';
import type { HeightRange } from '../../../src/domain/coverage.ts';

/** A provider that takes so many blocks, and none together with one that is too full to be told. */
function provider(blocksMax: number, fullHeight: number) {
  const asked: HeightRange[] = [];
  const read = (part: HeightRange) => {
    asked.push(part);
    const isFull = part.fromHeight <= fullHeight && fullHeight <= part.toHeight;
    const isWide = part.toHeight - part.fromHeight >= blocksMax;
    if (isFull || isWide) throw sourceError('source.range-too-wide', 'provider', 'too many');
    return Promise.resolve(part);
  };
  return { asked, read };
}

async function readAll(parts: AsyncIterable<HeightRange>): Promise<HeightRange[]> {
  const read: HeightRange[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

it('one block that is too full narrows the questions about others only for a while', async () => {
  const size = rangeSize(100_000);
  const { asked, read } = provider(1_000, 70);
  const range = { fromHeight: 0, toHeight: 200 };
  await expect(readAll(readAdaptively(range, size, read))).rejects.toMatchObject({
    code: 'source.range-too-wide',
  });
  asked.length = 0;
  const later = { fromHeight: 1_000, toHeight: 200_999 };
  const parts = await readAll(readAdaptively(later, size, read));
  expect(parts.at(-1)?.toHeight).toBe(later.toHeight);
  // 200 would do; some are refused on the way.
  expect(asked.length).toBeLessThan(600);
});
