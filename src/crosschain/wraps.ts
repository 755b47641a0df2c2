import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import { positionBand } from '../domain/transfer.ts';
import { eventFragmentReader, eventReaders, isUnreadable, type ReadEvent } from './event-reader.ts';
import { eventAccount, eventAmount, tokenAsset } from './event-values.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** WETH9 and its kin tell of wrapping by these two events instead of by `Transfer`. */
const deposit = eventFragmentReader('event Deposit(address indexed dst, uint256 wad)');
const withdrawal = eventFragmentReader('event Withdrawal(address indexed src, uint256 wad)');
const readersOf = eventReaders([deposit, withdrawal]);

export interface Wraps {
  /** The transfers of the record, with mints and burns of wrapped coins that it lacked. */
  readonly transfers: readonly Transfer[];
  /** Assets that this transaction wrapped the native coin into, or out of. */
  readonly wrapped: ReadonlySet<AssetId>;
}

/**
 * Finds contracts that wrap the native coin: they emit Deposit or Withdrawal and the same native
 * amount moves in or out of them. Other contracts use the same events for other ends, so the coin
 * must be seen to move; a wrap that a contract also reports as a `Transfer` is counted once.
 */
export function readWraps(record: TransactionRecord): Wraps {
  const wrapped = new Set<AssetId>();
  const added: Transfer[] = [];
  const known = new Map<string, number>();
  for (const t of record.transfers) count(known, wrapKey(t.asset, t.from, t.to, t.amountBase), 1);
  for (const log of record.events) {
    const reader = readersOf(log)[0];
    const event = reader?.read(log);
    if (!event || isUnreadable(event)) continue;
    const transfer = wrapTransfer(record, event);
    if (!record.wrappedNative?.includes(transfer.asset) && !coinMoved(record, event)) continue;
    wrapped.add(transfer.asset);
    const key = wrapKey(transfer.asset, transfer.from, transfer.to, transfer.amountBase);
    if (count(known, key, -1) < 0) added.push(transfer);
  }
  return { transfers: [...record.transfers, ...added], wrapped };
}

function count(counts: Map<string, number>, key: string, by: number): number {
  const next = (counts.get(key) ?? 0) + by;
  counts.set(key, next);
  return next;
}

function wrapKey(asset: AssetId, from: AccountId, to: AccountId, amount: bigint): string {
  return `${asset} ${from} ${to} ${amount}`;
}

function coinMoved(record: TransactionRecord, event: ReadEvent): boolean {
  const contract = event.log.contract;
  const amount = eventAmount(event.args['wad']);
  return record.transfers.some(
    (t) =>
      t.asset === record.nativeAsset &&
      (event.name === 'Deposit' ? t.to : t.from) === contract &&
      t.amountBase === amount,
  );
}

function wrapTransfer(record: TransactionRecord, event: ReadEvent): Transfer {
  const { log } = event;
  const minted = event.name === 'Deposit';
  const zero = eventAccount(record.chain, `0x${'0'.repeat(40)}`);
  const owner = eventAccount(record.chain, event.args[0]);
  return {
    chain: record.chain,
    height: log.height,
    blockHash: log.blockHash,
    time: log.time,
    tx: log.tx,
    txIndex: log.txIndex,
    position: positionBand.log + log.logIndex,
    from: minted ? zero : owner,
    to: minted ? owner : zero,
    asset: tokenAsset(log.contract),
    amountBase: eventAmount(event.args['wad']),
    kind: minted ? 'mint' : 'burn',
  };
}
