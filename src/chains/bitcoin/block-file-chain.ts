import type { ChainId } from '../../domain/caip.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import { blockRecords } from './block-file.ts';
import { CoinSet } from './coin-set.ts';
import { type AccountSpelling, utxoTransactionOf } from './map.ts';
import { mostWorkChain } from './most-work-chain.ts';
import { readBlock, readHeader } from './raw-block.ts';

/** What a block file holds: one chain from its genesis block. */
export interface BlockFileChain {
  readonly magic: string;
  /** Number of blocks; the tip is at this height less one. */
  readonly blockCount: number;
  /** Blocks that lie in the file and are not of the chain with the most work. */
  readonly staleCount: number;
  /** The transactions of each block from the genesis on, with the coins that they spend. */
  blocks(): Generator<readonly UtxoTransaction[]>;
}

/**
 * The chain with the most work in the bytes of a block file (without XOR). Every block's Merkle
 * root is compared with its header, every coin that is spent is found. Throws
 * `bitcoin.bad-block-file`, `bitcoin.no-genesis`, `bitcoin.bad-block`, `bitcoin.missing-coin`.
 */
export function blockFileChain(
  file: Buffer,
  chain: ChainId,
  spell: AccountSpelling,
): BlockFileChain {
  const records = [...blockRecords(file)];
  const headers = records.map(({ bytes }) => ({ ...readHeader(bytes), bytes }));
  const best = mostWorkChain(headers);
  function* blocks(): Generator<readonly UtxoTransaction[]> {
    const coins = new CoinSet();
    for (const [height, { bytes }] of best.entries()) {
      const { hash, time, transactions } = readBlock(bytes);
      const place = { height, blockHash: hash, time: new Date(time * 1_000).toISOString() };
      yield coins.connect(
        transactions.map((raw, txIndex) =>
          utxoTransactionOf(chain, spell, { ...place, txIndex }, raw),
        ),
      );
    }
  }
  const distinct = new Set(headers.map((header) => header.hash)).size;
  return {
    magic: records[0]?.magic ?? '',
    blockCount: best.length,
    staleCount: distinct - best.length,
    blocks,
  };
}
