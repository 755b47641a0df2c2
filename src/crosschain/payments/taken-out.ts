import type { AccountId, AssetId } from '../../domain/caip.ts';
import { positionBand, type Transfer, transferKey } from '../../domain/transfer.ts';
import type { ReadEvent } from '../event-reader.ts';
import { eventAccount, eventAmount, tokenAsset } from '../event-values.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import type { payingTransfers } from './paying-transfers.ts';

/** Somebody took out what stands behind a super token of Superfluid, for himself or for another. */
export interface TakenOut {
  readonly kind: 'taken-out';
  /** Whose super tokens were burnt for it. */
  readonly account: AccountId;
  readonly payee: AccountId;
  /** What stands behind the super token, and how much of it was paid. */
  readonly asset: AssetId;
  readonly amountBase: bigint;
  /** Of the super token, whose decimals are others. */
  readonly burntBase: bigint;
  readonly transferKeys: readonly string[];
  readonly height: number;
}

/**
 * What a `TokenDowngraded` tells: of a token, the last transfer out of the super token before the
 * event; of the native coin one of the same amount to the account. None, and it tells nothing.
 */
export function takenOutBy(
  record: TransactionRecord,
  { args, log }: ReadEvent,
  payingOf: ReturnType<typeof payingTransfers>,
): TakenOut | undefined {
  const account = eventAccount(record.chain, args['account']);
  const burntBase = eventAmount(args['amount']);
  const paid =
    lastPaidBefore(record.transfers, log.contract, positionBand.log + log.logIndex) ??
    payingOf({ from: log.contract, to: account, asset: record.nativeAsset, amountBase: burntBase });
  if (!paid) return undefined;
  const { to: payee, asset, amountBase } = paid;
  const transferKeys = [transferKey(paid)];
  const { height } = record;
  return { kind: 'taken-out', account, payee, asset, amountBase, burntBase, transferKeys, height };
}

/** Between the burn and the event a super token pays nobody else. */
function lastPaidBefore(
  transfers: readonly Transfer[],
  token: AccountId,
  position: number,
): Transfer | undefined {
  const own = tokenAsset(token);
  const told = transfers.filter((t) => t.position >= positionBand.log && t.position < position);
  const burnt = told.findLastIndex(({ asset, kind }) => asset === own && kind === 'burn');
  return told.slice(burnt + 1).findLast((t) => t.from === token && t.asset !== own);
}
