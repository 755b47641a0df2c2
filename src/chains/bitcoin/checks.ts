import { messageOf } from '../../domain/errors.ts';
import { sourceError } from '../source-error.ts';
import { ByteReader } from './byte-reader.ts';
import { doubleHash, idOf } from './double-hash.ts';
import type { MerkleProof } from './provider.ts';
import { type RawBlock, type RawBlockHeader, readBlock, readHeader } from './raw-block.ts';
import { type RawTransaction, readTransaction } from './raw-transaction.ts';

/** A block by the hash that was asked for. Throws `source.bad-answer` where the bytes are not its. */
export function checkedBlock(provider: string, hash: string, bytes: Buffer): RawBlock {
  const block = read(provider, () => readBlock(bytes));
  if (block.hash !== hash) throw bad(provider, 'the block is another than was asked for');
  return block;
}

/** A header by its hash. Throws `source.bad-answer`. */
export function checkedHeader(provider: string, hash: string, bytes: Buffer): RawBlockHeader {
  const header = read(provider, () => readHeader(bytes));
  if (header.hash !== hash) throw bad(provider, 'the header is another than was asked for');
  return header;
}

/** What an inner node of a Merkle tree is the hash of. */
const innerNodeBytes = 64;

/**
 * A transaction by its id. Throws `source.bad-answer`, also for one of 64 bytes: it may be the inner
 * node of a block's tree that somebody made to look like one (CVE-2017-12842), and nodes relay none.
 */
export function checkedTransaction(provider: string, tx: string, bytes: Buffer): RawTransaction {
  const reader = new ByteReader(bytes);
  const raw = read(provider, () => readTransaction(reader));
  if (raw.hashedBytes === innerNodeBytes) {
    throw bad(provider, 'a transaction of 64 bytes proves nothing');
  }
  if (reader.left > 0 || idOf(raw.hash) !== tx) {
    throw bad(provider, 'the transaction is another than was asked for');
  }
  return raw;
}

/**
 * That a transaction is of a block. Throws `source.bad-answer`. The depth of the branch is what
 * the index says: a proof for another place in the tree gives another root.
 */
export function checkedProof(
  provider: string,
  { hash }: RawTransaction,
  { index, branch }: MerkleProof,
  header: RawBlockHeader,
): void {
  let node: Buffer = Buffer.from(hash);
  let place = index;
  for (const id of branch) {
    const neighbour = Buffer.from(id, 'hex').reverse();
    node = doubleHash(Buffer.concat(place % 2 === 0 ? [node, neighbour] : [neighbour, node]));
    place = Math.floor(place / 2);
  }
  if (place !== 0 || idOf(node) !== header.merkleRoot) {
    throw bad(provider, 'the proof does not lead to the Merkle root');
  }
}

function read<T>(provider: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw bad(provider, messageOf(error));
  }
}

function bad(provider: string, message: string) {
  return sourceError('source.bad-answer', provider, message);
}
