import type { BinaryRows } from '../../database/binary-rows.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { Transfer, TransferKind } from '../../domain/transfer.ts';
import { postgresEpochMs } from './binary-array.ts';
import { canonicalRows } from './canonical-rows.ts';
import { decodeHash } from './hash-codec.ts';
import { hashesOf } from './hash-column.ts';
import { IsoTimes } from './iso-times.ts';
import { readNumeric } from './numeric-codec.ts';
import { PrefixedHashes } from './prefixed-hashes.ts';
import { mayRepeat } from './repeated-rows.ts';
import { SharedText } from './shared-text.ts';
import { withoutSharedTwins } from './shared-twins.ts';
import { type StoredTransfer, withoutSuperseded } from './superseded.ts';
import { place } from './transfer-queries.ts';

/** What the queries of `transfer-queries.ts` give, before the numbers of assets are named. */
export class ReadTransfers {
  readonly #rows: BinaryRows;
  readonly count: number;

  constructor(rows: BinaryRows) {
    this.#rows = rows;
    this.count = rows.count;
  }

  /** Of each row. */
  assetIds(): number[] {
    const assetIds: number[] = [];
    this.#rows.rewind();
    while (this.#rows.next()) assetIds.push(this.#rows.int8(place.assetId));
    return assetIds;
  }

  /** In canonical order, each once, the first ones when there are more than `max`. */
  transfers(
    chain: ChainId,
    assetOf: (id: number) => AssetId,
    max = Number.POSITIVE_INFINITY,
  ): readonly Transfer[] {
    const rows = new TransferDecoder(chain, assetOf, this.#rows).transfers();
    // The server orders hashes by their bytes; ids that are no hex may sort otherwise as text.
    const order = canonicalRows(rows);
    if (order.length > max) order.length = max;
    // CAST (twice): an order is of the rows.
    if (this.#areDistinct()) return order.map((row) => rows[row] as Transfer);
    const owners = this.#owners();
    const stored = order.map((row) => ({ ...owners[row], transfer: rows[row] }) as StoredTransfer);
    return withoutSharedTwins(withoutSuperseded(stored));
  }

  /** All are shared, and no two of one transfer. */
  #areDistinct(): boolean {
    const txHashes = new Int32Array(this.count);
    const positions = new Int32Array(this.count);
    this.#rows.rewind();
    for (let row = 0; this.#rows.next(); row += 1) {
      if (!this.#rows.boolean(place.shared)) return false;
      txHashes[row] = this.#rows.int4(place.txHash);
      positions[row] = this.#rows.int4(place.position);
    }
    return !mayRepeat(txHashes, positions);
  }

  /** Of each row. */
  #owners(): Omit<StoredTransfer, 'transfer'>[] {
    const owners: Omit<StoredTransfer, 'transfer'>[] = [];
    const rows = this.#rows;
    rows.rewind();
    while (rows.next()) {
      owners.push({
        shared: rows.boolean(place.shared),
        generation: rows.int4(place.generation),
      });
    }
    return owners;
  }
}

class TransferDecoder {
  readonly #chain: ChainId;
  readonly #assetOf: (id: number) => AssetId;
  readonly #rows: BinaryRows;
  readonly #accounts: SharedText<AccountId>;
  readonly #blockHashes: SharedText<string>;
  readonly #kinds: SharedText<TransferKind>;
  readonly #times: SharedText<string>;

  constructor(chain: ChainId, assetOf: (id: number) => AssetId, rows: BinaryRows) {
    this.#chain = chain;
    this.#assetOf = assetOf;
    this.#rows = rows;
    const accounts = new PrefixedHashes(`${chain}:`);
    this.#accounts = new SharedText(
      rows.bytes,
      // CAST: only accounts are senders and receivers.
      (bytes, start, end) => accounts.at(bytes, start, end) as AccountId,
    );
    const times = new IsoTimes();
    this.#times = new SharedText(rows.bytes, () =>
      times.at(rows.int8(place.time) / 1000 + postgresEpochMs),
    );
    this.#blockHashes = new SharedText(rows.bytes, decodeHash);
    this.#kinds = new SharedText(
      rows.bytes,
      // CAST: what was stored came in under this type.
      (bytes, start, end) => bytes.toString('latin1', start, end) as TransferKind,
    );
  }

  /** Of each row. */
  transfers(): Transfer[] {
    const rows = this.#rows;
    const transfers: Transfer[] = [];
    const txs = hashesOf(rows, place.tx);
    rows.rewind();
    for (const tx of txs) {
      rows.next();
      transfers.push(this.#transfer(tx));
    }
    return transfers;
  }

  /** The current row. */
  #transfer(tx: string): Transfer {
    const rows = this.#rows;
    const transfer: Transfer = {
      chain: this.#chain,
      height: rows.int8(place.height),
      blockHash: this.#shared(this.#blockHashes, place.blockHash),
      time: this.#shared(this.#times, place.time),
      tx,
      txIndex: rows.int4(place.txIndex),
      position: rows.int4(place.position),
      from: this.#shared(this.#accounts, place.from),
      to: this.#shared(this.#accounts, place.to),
      asset: this.#assetOf(rows.int8(place.assetId)),
      amountBase: readNumeric(rows.bytes, rows.start(place.amountBase)),
      kind: this.#shared(this.#kinds, place.kind),
    };
    return this.#isPlain() ? transfer : { ...transfer, ...this.#rest() };
  }

  #shared<Text extends string>(texts: SharedText<Text>, field: number): Text {
    return texts.at(this.#rows.start(field), this.#rows.end(field));
  }

  /** Most transfers have nothing more. */
  #isPlain(): boolean {
    const rows = this.#rows;
    return (
      rows.isNull(place.memo) && rows.isNull(place.suspect) && !rows.boolean(place.orderInferred)
    );
  }

  #rest(): Pick<Transfer, 'memo' | 'orderInferred' | 'suspect'> {
    const rows = this.#rows;
    return {
      ...(rows.isNull(place.memo) ? {} : { memo: rows.text(place.memo) }),
      ...(rows.boolean(place.orderInferred) ? { orderInferred: true } : {}),
      ...(rows.isNull(place.suspect)
        ? {}
        : // CAST: what was stored came in under this type.
          { suspect: rows.text(place.suspect) as NonNullable<Transfer['suspect']> }),
    };
  }
}
