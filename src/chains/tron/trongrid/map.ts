import { addressOf } from '../../../domain/caip.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { tokenAsset } from '../../token-transfers.ts';
import type { TronChain } from '../tron-chain.ts';
import type { TokenRow } from './wire.ts';

/**
 * The rows of listed tokens that no transfer tells of, by transaction. Equal rows count: each needs
 * a transfer of its own.
 */
export function untold(
  tron: TronChain,
  rows: readonly TokenRow[],
  transfers: readonly Transfer[],
): string[] {
  const told = new Map<string, number>();
  for (const t of transfers) {
    const key = `${t.tx} ${t.asset} ${addressOf(t.from)} ${addressOf(t.to)} ${t.amountBase}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  return rows.flatMap((row) => {
    const contract = row.token_info.address;
    if (row.type !== 'Transfer' || contract === undefined) return [];
    const asset = tokenAsset(tron, contract);
    if (!tron.listedAssets.has(asset)) return [];
    const key = `${row.transaction_id} ${asset} ${row.from} ${row.to} ${BigInt(row.value)}`;
    const left = told.get(key) ?? 0;
    told.set(key, left - 1);
    return left > 0 ? [] : [row.transaction_id];
  });
}
