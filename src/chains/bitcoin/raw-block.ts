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
export function readBlock(block: Uint8Array): RawBlock {
  const header = readHeader(block);
  const reader = new ByteReader(block, headerBytes);
  if (isMergeMined(new ByteReader(block).uint32())) skipParentProof(reader);
  const count = reader.size();
  const transactions: RawTransaction[] = [];
  for (let i = 0; i < count; i++) transactions.push(readTransaction(reader));
  const root = merkleRoot(transactions.map((transaction) => transaction.hash));
  if (root === undefined || idOf(root) !== header.merkleRoot) {
    throw new WagetraceError('bitcoin.bad-block', 'The Merkle root is of other transactions', {
      details: { block: header.hash },
    });
  }
  return { ...header, transactions };
}
