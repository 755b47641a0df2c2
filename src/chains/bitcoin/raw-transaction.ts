import { WagetraceError } from '../../domain/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import { doubleHash } from './double-hash.ts';

export interface RawInput {
  /**
   * Where the hash of the transaction that made the coin begins in `bytes`, in the order of the
   * wire: a view for each of a block's inputs takes a tenth of the time of reading it.
   */
  readonly previousAt: number;
  readonly bytes: Buffer;
  readonly index: number;
  readonly sequence: number;
}

export interface RawOutput {
  readonly amountBase: bigint;
  readonly script: Uint8Array;
}

/** Hash of the transaction that made the coin, in the order of the wire; a view. */
export function previousHashOf({ bytes, previousAt }: RawInput): Buffer {
  return bytes.subarray(previousAt, previousAt + hashBytes);
}

/** A transaction as its bytes say it; views into them, nothing copied. */
export interface RawTransaction {
  readonly hash: Uint8Array;
  /** Of what the hash is of: without witnesses. */
  readonly hashedBytes: number;
  readonly coinbase: boolean;
  readonly version: number;
  readonly lockTime: number;
  readonly inputs: readonly RawInput[];
  readonly outputs: readonly RawOutput[];
}

/** After the version: no inputs, then the flags of what follows the outputs (BIP 144). */
const marker = 0;
const witnessFlag = 1;
/** Litecoin's extension block (LIP 3): its integrating transaction carries one empty byte. */
const mwebFlag = 8;
const hashBytes = 32;
const coinbaseIndex = 0xffffffff;

/** The next transaction of a block. Throws `bitcoin.truncated` or `bitcoin.bad-transaction`. */
export function readTransaction(reader: ByteReader): RawTransaction {
  const start = reader.at;
  const version = reader.int32();
  const bodyStart = reader.at;
  const flags = readFlags(reader);
  const insAndOutsStart = flags === 0 ? bodyStart : reader.at;
  const inputs = readInputs(reader);
  const outputs = readOutputs(reader);
  const insAndOutsEnd = reader.at;
  if (flags & witnessFlag) for (const _input of inputs) skipWitness(reader);
  if (flags & mwebFlag && reader.byte() !== 0) {
    throw badTransaction('An extension transaction outside its block');
  }
  // The first integrating transaction of Litecoin's extension blocks may spend nothing.
  if (!(flags & mwebFlag) && (inputs.length === 0 || outputs.length === 0)) {
    throw badTransaction('A transaction that spends nothing or makes nothing');
  }
  const lockTime = reader.uint32();
  const { bytes } = reader;
  const unsigned =
    flags === 0
      ? bytes.subarray(start, reader.at)
      : Buffer.concat([
          bytes.subarray(start, bodyStart),
          bytes.subarray(insAndOutsStart, insAndOutsEnd),
          bytes.subarray(reader.at - 4, reader.at),
        ]);
  const coinbase = inputs.length === 1 && isCoinbase(inputs[0]);
  return {
    hash: doubleHash(unsigned),
    hashedBytes: unsigned.length,
    coinbase,
    version,
    lockTime,
    inputs,
    outputs,
  };
}

/** The flags; 0, and nothing read, in a transaction without them. */
function readFlags(reader: ByteReader): number {
  if (reader.bytes[reader.at] !== marker) return 0;
  reader.skip(1);
  const flags = reader.byte();
  const isKnown = flags !== 0 && (flags & ~(witnessFlag | mwebFlag)) === 0;
  if (!isKnown) throw badTransaction('Flags of no kind that is known');
  return flags;
}

function badTransaction(message: string): WagetraceError {
  return new WagetraceError('bitcoin.bad-transaction', message);
}

function readInputs(reader: ByteReader): RawInput[] {
  const count = reader.size();
  const inputs: RawInput[] = [];
  for (let i = 0; i < count; i++) {
    const { at: previousAt, bytes } = reader;
    reader.skip(hashBytes);
    const index = reader.uint32();
    reader.skip(reader.size());
    inputs.push({ previousAt, bytes, index, sequence: reader.uint32() });
  }
  return inputs;
}

function readOutputs(reader: ByteReader): RawOutput[] {
  const count = reader.size();
  const outputs: RawOutput[] = [];
  for (let i = 0; i < count; i++) {
    const amountBase = reader.uint64();
    outputs.push({ amountBase, script: reader.slice(reader.size()) });
  }
  return outputs;
}

function skipWitness(reader: ByteReader): void {
  const count = reader.size();
  for (let i = 0; i < count; i++) reader.skip(reader.size());
}

function isCoinbase(input: RawInput | undefined): boolean {
  return input?.index === coinbaseIndex && previousHashOf(input).every((byte) => byte === 0);
}
