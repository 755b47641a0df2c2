import type { BinaryRows } from '../../database/binary-rows.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { Transfer, TransferKind } from '../../domain/transfer.ts';
import { compareTransfers } from '../../domain/transfer.ts';
import { postgresEpochMs } from './binary-array.ts';
import { decodeHash } from './hash-codec.ts';
import { readNumeric } from './numeric-codec.ts';
import { withoutSharedTwins } from './shared-twins.ts';
import { type StoredTransfer, withoutSuperseded } from './superseded.ts';
import { place } from './transfer-queries.ts';

/** What the queries of `transfer-queries.ts` give, before the numbers of assets are named. */
export class ReadTransfers {
  readonly #rows: BinaryRows;
  /** Of each row. */
  readonly assetIds: readonly number[];

  constructor(rows: BinaryRows) {
    this.#rows = rows;
    const assetIds: number[] = [];
    while (rows.next()) assetIds.push(rows.int8(place.assetId));
    this.assetIds = assetIds;
  }

  /** In canonical order, each once, the first ones when there are more than `max`. */
  transfers(
    chain: ChainId,
    assetOf: (id: number) => AssetId,
    max = Number.POSITIVE_INFINITY,
  ): readonly Transfer[] {
    const decoder = new TransferDecoder(chain, assetOf, this.#rows);
    const stored: StoredTransfer[] = [];
    this.#rows.rewind();
    while (this.#rows.next()) stored.push(decoder.stored());
    // The server orders hashes by their bytes; ids that are no hex may sort otherwise as text.
    stored.sort((a, b) => compareTransfers(a.transfer, b.transfer));
    if (stored.length > max) stored.length = max;
    return withoutSharedTwins(withoutSuperseded(stored));
  }
}

class TransferDecoder {
  readonly #chain: ChainId;
  readonly #assetOf: (id: number) => AssetId;
  readonly #rows: BinaryRows;
  /** Equal ones become one string. */
  readonly #accounts = new Map<string, AccountId>();
  #time = { micros: Number.NaN, text: '' };

  constructor(chain: ChainId, assetOf: (id: number) => AssetId, rows: BinaryRows) {
    this.#chain = chain;
    this.#assetOf = assetOf;
    this.#rows = rows;
  }

  /** The current row. */
  stored(): StoredTransfer {
    const rows = this.#rows;
    const transfer: Transfer = {
      chain: this.#chain,
      height: rows.int8(place.height),
      blockHash: this.#hash(place.blockHash),
      time: this.#timeOf(rows.int8(place.time)),
      tx: this.#hash(place.tx),
      txIndex: rows.int4(place.txIndex),
      position: rows.int4(place.position),
      from: this.#account(place.from),
      to: this.#account(place.to),
      asset: this.#assetOf(rows.int8(place.assetId)),
      amountBase: readNumeric(rows.bytes, rows.start(place.amountBase)),
      // CAST: what was stored came in under this type.
      kind: rows.text(place.kind) as TransferKind,
    };
    return {
      transfer: this.#isPlain() ? transfer : { ...transfer, ...this.#rest() },
      shared: rows.boolean(place.shared),
      generation: rows.int4(place.generation),
      txHash: rows.int4(place.txHash),
    };
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

  #hash(field: number): string {
    return decodeHash(this.#rows.bytes, this.#rows.start(field), this.#rows.end(field));
  }

  #account(field: number): AccountId {
    const spelled = `${this.#chain}:${this.#hash(field)}`;
    const known = this.#accounts.get(spelled);
    if (known !== undefined) return known;
    // CAST: only accounts are senders and receivers.
    const account = spelled as AccountId;
    this.#accounts.set(spelled, account);
    return account;
  }

  /** Transfers of a block have one time. */
  #timeOf(micros: number): string {
    if (micros !== this.#time.micros) {
      this.#time = { micros, text: new Date(micros / 1000 + postgresEpochMs).toISOString() };
    }
    return this.#time.text;
  }
}
