import { isWagetraceError } from '../domain/errors.ts';
import type {
  BlockFollower,
  BlockMark,
  ChainCursor,
  ChainStep,
  ReorgStep,
} from '../ports/block-follower.ts';
import type { ChainBatch, ChainHead, ChainSource } from '../ports/chain-source.ts';
import { sourceError } from './source-error.ts';

export interface FollowLimits {
  /** Blocks read in one run; the rest is for the next. */
  readonly blocksMax: number;
  /** Reorganisations met in one run before it gives up with `source.reorged`. */
  readonly reorgsMax: number;
}

export const followLimits: FollowLimits = { blocksMax: 5_000, reorgsMax: 10 };

/** Heights below the cursor of which every block is remembered. */
const everyBlockWithin = 64;

/**
 * The trail without what is too much: below the newest blocks, one mark for each doubling of the
 * distance, and the first. A deep walk back may withdraw more than it must, never less.
 */
export function thinTrail(marks: readonly BlockMark[], height: number): BlockMark[] {
  let band = -1;
  return marks.filter((mark, index) => {
    const distance = height - mark.height;
    if (index === 0 || distance <= everyBlockWithin) return true;
    const own = Math.floor(Math.log2(distance));
    const first = own !== band;
    band = own;
    return first;
  });
}

/** A cursor that stands on the block before `fromHeight`. Throws `source.above-head`. */
export async function startCursor(
  source: ChainSource,
  fromHeight: number,
  signal: AbortSignal,
): Promise<ChainCursor> {
  const height = fromHeight - 1;
  const hash = await source.blockHash(height, signal);
  if (hash === undefined) {
    throw sourceError('source.above-head', source.name, 'has no such block yet', { height });
  }
  return { chain: source.chain, height, hash, finalHeight: -1, trail: [] };
}

function advance(cursor: ChainCursor, batch: ChainBatch, head: ChainHead): ChainCursor {
  const marks = Object.entries(batch.blockHashes)
    .map(([height, hash]) => ({ height: Number(height), hash }))
    .sort((a, b) => a.height - b.height);
  const hash = batch.blockHashes[batch.toHeight] ?? '';
  const below = [...cursor.trail, { height: cursor.height, hash: cursor.hash }, ...marks];
  return {
    chain: cursor.chain,
    height: batch.toHeight,
    hash,
    finalHeight: Math.max(cursor.finalHeight, Math.min(head.finalHeight, batch.toHeight)),
    trail: thinTrail(
      below.filter((mark) => mark.height < batch.toHeight),
      batch.toHeight,
    ),
  };
}

/** The newest remembered block that is on the chain still; undefined when not even the first is. */
async function commonAncestor(
  source: ChainSource,
  trail: readonly BlockMark[],
  signal: AbortSignal,
): Promise<number | undefined> {
  for (let index = trail.length - 1; index >= 0; index--) {
    const mark = trail[index];
    if (mark && (await source.blockHash(mark.height, signal)) === mark.hash) return index;
  }
  return undefined;
}

async function walkBack(
  source: ChainSource,
  cursor: ChainCursor,
  signal: AbortSignal,
): Promise<ReorgStep> {
  const index = await commonAncestor(source, cursor.trail, signal);
  const ancestor = index === undefined ? undefined : cursor.trail[index];
  const first = cursor.trail[0] ?? cursor;
  const common = ancestor ?? (await startCursor(source, Math.max(1, first.height), signal));
  return {
    kind: 'reorg',
    commonHeight: common.height,
    replaced: { fromHeight: common.height + 1, toHeight: cursor.height },
    beyondFinality: common.height < cursor.finalHeight,
    cursor: {
      chain: cursor.chain,
      height: common.height,
      hash: common.hash,
      finalHeight: Math.min(cursor.finalHeight, common.height),
      trail: cursor.trail.slice(0, index ?? 0),
    },
  };
}

/** Reads on from the cursor; stops where a batch does not stand on what came before. */
async function* readOnward(
  source: ChainSource,
  start: ChainCursor,
  head: ChainHead,
  toHeight: number,
  signal: AbortSignal,
): AsyncGenerator<ChainStep & { kind: 'blocks' }> {
  let cursor = start;
  for await (const batch of source.blocks({ fromHeight: start.height + 1, toHeight }, signal)) {
    if (batch.parentHash !== cursor.hash) {
      throw sourceError('source.reorged', source.name, 'a block does not stand on the one before');
    }
    cursor = advance(cursor, batch, head);
    yield { kind: 'blocks', batch, cursor };
  }
}

/**
 * Reads whole blocks from the cursor to the head, in order. A block that is not on the chain any
 * more comes as a step that says what to withdraw; then the new blocks follow. What a step says
 * is to be stored together with its cursor; a run that dies is repeated from the kept one.
 */
export async function* followChain(
  source: ChainSource,
  start: ChainCursor,
  signal: AbortSignal,
  limits: FollowLimits = followLimits,
): AsyncGenerator<ChainStep> {
  let cursor = start;
  for (let reorgs = 0; ; ) {
    const head = await source.head(signal);
    const stands = (await source.blockHash(cursor.height, signal)) === cursor.hash;
    if (!stands) {
      const step = await walkBack(source, cursor, signal);
      cursor = step.cursor;
      yield step;
    }
    const toHeight = Math.min(head.height, start.height + limits.blocksMax);
    try {
      for await (const step of readOnward(source, cursor, head, toHeight, signal)) {
        cursor = step.cursor;
        yield step;
      }
      return;
    } catch (error) {
      const reorged = isWagetraceError(error) && error.code === 'source.reorged';
      reorgs += 1;
      if (!reorged || reorgs >= limits.reorgsMax) throw error;
    }
  }
}

/** The chain as it is read by everybody; limits are the usual ones. */
export const blockFollower: BlockFollower = { start: startCursor, follow: followChain };
