import { WagetraceError } from '../../domain/errors.ts';
import { ByteReader } from './byte-reader.ts';
import { doubleHash, idOf, merkleRoot } from './double-hash.ts';
import { type RawTransaction, readTransaction } from './raw-transaction.ts';

export interface RawBlockHeader {
  readonly hash: string;
  readonly parentHash: string;
  readonly merkleRoot: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** The target in its compact form. */
  readonly bits: number;
}

export interface RawBlock extends RawBlockHeader {
  readonly transactions: readonly RawTransaction[];
}

const headerBytes = 80;

/** The header at the front of a block. Throws `bitcoin.truncated`. */
export function readHeader(block: Uint8Array): RawBlockHeader {
  const reader = new ByteReader(block);
  const hash = idOf(doubleHash(new ByteReader(block).slice(headerBytes)));
  reader.skip(4);
  const parentHash = idOf(reader.slice(32));
  const root = idOf(reader.slice(32));
  return { hash, parentHash, merkleRoot: root, time: reader.uint32(), bits: reader.uint32() };
}

/**
 * A block of the wire format, with the ids of its transactions computed and their Merkle root
 * compared with the header's. What follows the transactions (Litecoin's MWEB) is left unread.
 * Throws `bitcoin.truncated`, or `bitcoin.bad-block` where the header does not vouch for them.
 */
export function readBlock(bytes: Uint8Array): RawBlock {
  const isMarked = isMergeMined(new ByteReader(bytes).uint32());
  try {
    return rootedBlock(bytes, isMarked);
  } catch (error) {
    // Other chains take any version, also one with the mark: the root tells which it was.
    if (!isMarked) throw error;
    return rootedBlock(bytes, false);
  }
}

function rootedBlock(bytes: Uint8Array, hasParentProof: boolean): RawBlock {
  const block = parseBlock(bytes, hasParentProof);
  const root = merkleRoot(block.transactions.map((transaction) => transaction.hash));
  if (root === undefined || idOf(root) !== block.merkleRoot) {
    throw new WagetraceError('bitcoin.bad-block', 'The Merkle root is of other transactions', {
      details: { block: block.hash },
    });
  }
  return block;
}

/** The same without the comparison, for bytes that a node of our own has checked. */
export function parseBlock(
  bytes: Uint8Array,
  hasParentProof = isMergeMined(new ByteReader(bytes).uint32()),
): RawBlock {
  const header = readHeader(bytes);
  const reader = new ByteReader(bytes, headerBytes);
  if (hasParentProof) skipParentProof(reader);
  const count = reader.size();
  const transactions: RawTransaction[] = [];
  for (let i = 0; i < count; i++) transactions.push(readTransaction(reader));
  return { ...header, transactions };
}

/**
 * True for a block that was mined with another chain's (Dogecoin and others): bit 8 of the version
 * says so, unless the version holds signals of upgrades (BIP 9).
 */
function isMergeMined(version: number): boolean {
  return (version & 0x100) !== 0 && version >>> 29 !== 1;
}

/** The parent's coinbase and block hash, two Merkle branches, each with its index, and its header. */
function skipParentProof(reader: ByteReader): void {
  readTransaction(reader);
  reader.skip(32);
  for (let branch = 0; branch < 2; branch++) {
    reader.skip(32 * reader.size());
    reader.skip(4);
  }
  reader.skip(headerBytes);
}
