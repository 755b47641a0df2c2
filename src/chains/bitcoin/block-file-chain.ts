import { WagetraceError } from '../../domain/errors.ts';
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
  /** Copies of the block: after an unclean stop a node writes again what it had written in part. */
  readonly records: BlockRecord[];
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
    const header = readHeader(files.read(record, headerBytes));
    const known = headers.get(header.hash);
    if (known) known.records.push(record);
    else headers.set(header.hash, { ...header, records: [record] });
  }
  const best = mostWorkChain([...headers.values()]);
  const chosen = new Set(best);
  function* read(placed: Iterable<PlacedHeader>): Generator<RawBlock> {
    for (const { records } of placed) yield firstWhole(files, records);
  }
  return {
    magic: best[0]?.records[0]?.magic ?? '',
    genesisHash: best[0]?.hash ?? '',
    blockCount: best.length,
    staleCount: headers.size - best.length,
    blocks: () => read(best),
    staleBlocks: () => read([...headers.values()].filter((header) => !chosen.has(header))),
  };
}

/** Throws what the last copy throws when none is whole. */
function firstWhole(files: BlockFiles, records: readonly BlockRecord[]): RawBlock {
  const [record, ...others] = records;
  if (!record) throw new WagetraceError('bitcoin.bad-block', 'A block of which there is no copy');
  try {
    return readBlock(files.read(record));
  } catch (error) {
    if (others.length === 0) throw error;
    return firstWhole(files, others);
  }
}
