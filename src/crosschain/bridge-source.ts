import type { AccountId } from '../domain/caip.ts';
import type { ConversionSide } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import { transferKey } from '../domain/transfer.ts';
import { type BalanceSheet, changesOf, sameCoin } from './swaps/balance-sheet.ts';
import type { AssetAmount } from './swaps/swap.ts';
import type { TransactionRecord } from './transaction-record.ts';

/**
 * Who gave the value of a source leg, and what: the account whose balance fell, which is not always
 * whom the event calls the sender (a router), and the asset that it lost, which is not always the
 * one that was bridged (a swap before it). Undefined when nobody's balance tells.
 */
export function bridgeSource(
  record: TransactionRecord,
  sheet: BalanceSheet,
  parties: readonly AccountId[],
  leg: Leg,
): ConversionSide | undefined {
  if (record.utxo) return utxoSource(record, leg);
  const candidates = [leg.sender?.account, ...parties, record.from];
  for (const account of candidates) {
    const given = account && givenBy(sheet, account, leg);
    if (account && given) return sideOf(record, sheet, account, given);
  }
  return undefined;
}

function utxoSource(record: TransactionRecord, leg: Leg): ConversionSide | undefined {
  const account = leg.sender?.account;
  if (!account || leg.asset === undefined || leg.amountBase === undefined) return undefined;
  const { chain, tx, time } = record;
  const { asset, amountBase, transferKeys } = leg;
  return { chain, tx, time, account, asset, amountBase, transferKeys };
}

/** The loss in the bridged asset, or the only loss beside the native coin, which pays messengers. */
function givenBy(sheet: BalanceSheet, account: AccountId, leg: Leg): AssetAmount | undefined {
  const { losses } = changesOf(sheet, account);
  const { asset } = leg;
  const same = asset && losses.find((loss) => sameCoin(sheet, loss.asset, asset));
  if (same) return same;
  const tokens = losses.filter((loss) => loss.asset !== sheet.nativeAsset);
  if (tokens.length > 1) return undefined;
  return tokens[0] ?? losses[0];
}

function sideOf(
  record: TransactionRecord,
  sheet: BalanceSheet,
  account: AccountId,
  given: AssetAmount,
): ConversionSide {
  const moves = sheet.moves.filter(
    (t) => t.from === account && sameCoin(sheet, t.asset, given.asset),
  );
  const { chain, tx, time } = record;
  const transferKeys = moves.map(transferKey);
  return { chain, tx, time, account, ...given, transferKeys };
}
