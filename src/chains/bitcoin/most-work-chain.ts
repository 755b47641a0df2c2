import { WagetraceError } from '../../domain/errors.ts';
import type { RawBlockHeader } from './raw-block.ts';

type Header = Pick<RawBlockHeader, 'hash' | 'parentHash' | 'bits'>;

/** The parent of a genesis block. */
const noParent = '0'.repeat(64);

/**
 * The chain with the most work from the genesis block, lowest first; of two with the same work
 * the one whose tip comes first, as a node keeps the one it saw first. Blocks that lead to no
 * genesis are left out. Throws `bitcoin.no-genesis` when there is none among the headers.
 */
export function mostWorkChain<Block extends Header>(blocks: readonly Block[]): Block[] {
  const childrenOf = new Map<string, Block[]>();
  for (const block of blocks) {
    const siblings = childrenOf.get(block.parentHash);
    if (siblings) siblings.push(block);
    else childrenOf.set(block.parentHash, [block]);
  }
  const geneses = childrenOf.get(noParent) ?? [];
  if (geneses.length === 0) {
    throw new WagetraceError('bitcoin.no-genesis', 'No genesis block among the blocks');
  }
  const workTo = new Map<string, bigint>();
  const pending = [...geneses];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (workTo.has(block.hash)) continue;
    workTo.set(block.hash, (workTo.get(block.parentHash) ?? 0n) + workOf(block.bits));
    pending.push(...(childrenOf.get(block.hash) ?? []));
  }
  return chainTo(bestTip(blocks, workTo), blocks);
}

function bestTip<Block extends Header>(
  blocks: readonly Block[],
  workTo: ReadonlyMap<string, bigint>,
): Block | undefined {
  let best: Block | undefined;
  let most = 0n;
  for (const block of blocks) {
    const work = workTo.get(block.hash) ?? 0n;
    if (work > most) [best, most] = [block, work];
  }
  return best;
}

function chainTo<Block extends Header>(tip: Block | undefined, blocks: readonly Block[]): Block[] {
  const byHash = new Map(blocks.map((block) => [block.hash, block]));
  const chain: Block[] = [];
  for (let block = tip; block !== undefined; block = byHash.get(block.parentHash))
    chain.push(block);
  return chain.reverse();
}

/** Expected number of hashes for a block of this compact target: 2^256 / (target + 1). */
export function workOf(bits: number): bigint {
  const mantissa = BigInt(bits & 0x7fffff);
  const exponent = BigInt(bits >>> 24);
  const target =
    exponent <= 3n ? mantissa >> (8n * (3n - exponent)) : mantissa << (8n * (exponent - 3n));
  if (target === 0n || bits & 0x800000) return 0n;
  return (1n << 256n) / (target + 1n);
}
