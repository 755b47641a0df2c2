import type { BlockFiles, BlockRecord } from './block-files.ts';
import { mostWorkChain } from './most-work-chain.ts';
import { type RawBlock, type RawBlockHeader, readBlock, readHeader } from './raw-block.ts';

/** What block files hold: one chain from its genesis block, and blocks that lost. */
export interface BlockFileChain {
  readonly magic: string;
  readonly genesisHash: string;
  /** Number of blocks; the tip is at this height less one. */
  readonly blockCount: number;
  /** Blocks that lie in the files and are not of the chain with the most work. */
  readonly staleCount: number;
  /** From the genesis block on. */
  blocks(): Generator<RawBlock>;
  staleBlocks(): Generator<RawBlock>;
}

interface PlacedHeader extends RawBlockHeader {
  readonly record: BlockRecord;
}

const headerBytes = 80;

/**
 * The chain with the most work in block files, of which only the headers are held. Every block's
 * Merkle root is compared with its header when it is read. Throws `bitcoin.bad-block-file`,
 * `bitcoin.no-genesis`; the blocks throw `bitcoin.bad-block`.
 */
export function blockFileChain(files: BlockFiles): BlockFileChain {
  const headers = new Map<string, PlacedHeader>();
  for (const record of files.records()) {
    const header = { ...readHeader(files.read(record, headerBytes)), record };
    if (!headers.has(header.hash)) headers.set(header.hash, header);
  }
  const best = mostWorkChain([...headers.values()]);
  const chosen = new Set(best);
  function* read(placed: Iterable<PlacedHeader>): Generator<RawBlock> {
    for (const { record } of placed) yield readBlock(files.read(record));
  }
  return {
    magic: best[0]?.record.magic ?? '',
    genesisHash: best[0]?.hash ?? '',
    blockCount: best.length,
    staleCount: headers.size - best.length,
    blocks: () => read(best),
    staleBlocks: () => read([...headers.values()].filter((header) => !chosen.has(header))),
  };
}
