import { BinaryRows } from '../../src/database/binary-rows.ts';
import { ByteWriter } from '../../src/database/byte-writer.ts';
import { encodeHash, shortHash } from '../../src/ledger/postgres/hash-codec.ts';
import { writeNumeric } from '../../src/ledger/postgres/numeric-codec.ts';
import type { StoredTransfer } from '../../src/ledger/postgres/superseded.ts';

/** 2000-01-01, from which PostgreSQL counts. */
const epochMs = Date.UTC(2000, 0, 1);

/** Rows of the queries of `transfer-queries.ts`, as the server sends them. */
export function binaryRowsOf(
  stored: readonly StoredTransfer[],
  assetIds: readonly string[],
): BinaryRows {
  const into = new ByteWriter(64);
  const starts = stored.map((one) => {
    const start = into.length;
    const fields = fieldsOf(one, assetIds);
    into.int2(fields.length);
    for (const field of fields) {
      into.int4(field?.length ?? -1);
      if (field) into.append(field);
    }
    // What comes between two rows is nobody's.
    into.int4(stored.length);
    return start;
  });
  return new BinaryRows(into.bytes(), starts);
}

function fieldsOf(
  { transfer: t, shared, generation }: StoredTransfer,
  assetIds: readonly string[],
): (Buffer | null)[] {
  const account = (id: string) => encodeHash(id.slice(t.chain.length + 1));
  const tx = encodeHash(t.tx);
  return [
    Buffer.from([shared ? 1 : 0]),
    written((into) => into.int4(generation)),
    written((into) => into.int8(t.height)),
    written((into) => into.int8((Date.parse(t.time) - epochMs) * 1000)),
    written((into) => into.int8(assetIds.indexOf(t.asset))),
    written((into) => into.int4(shortHash(tx))),
    written((into) => into.int4(t.txIndex)),
    written((into) => into.int4(t.position)),
    Buffer.from([t.orderInferred ? 1 : 0]),
    account(t.from),
    account(t.to),
    tx,
    encodeHash(t.blockHash),
    written((into) => writeNumeric(into, t.amountBase)),
    Buffer.from(t.kind),
    t.memo === undefined ? null : Buffer.from(t.memo),
    t.suspect === undefined ? null : Buffer.from(t.suspect),
  ];
}

function written(write: (into: ByteWriter) => void): Buffer {
  const into = new ByteWriter(16);
  write(into);
  return into.bytes();
}
