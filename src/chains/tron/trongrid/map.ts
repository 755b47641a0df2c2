import { id } from 'ethers';
import { addressOf } from '../../../domain/caip.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import type { ToldEvent } from '../../../ports/contract-events.ts';
import { sourceError } from '../../source-error.ts';
import { accountOf, isoTime, tokenAsset } from '../../token-transfers.ts';
import type { TronChain } from '../tron-chain.ts';
import type { EventRow, TokenRow } from './wire.ts';

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

/** The name in a signature such as `AddedBlackList(address)`. */
export const nameOf = (signature: string): string => signature.split('(')[0] ?? '';

const typesOf = (signature: string): readonly string[] =>
  (/\((.*)\)$/.exec(signature)?.[1] ?? '')
    .split(',')
    .map((argument) => argument.trim().split(' ')[0] ?? '')
    .filter((type) => type !== '');

/**
 * The event that a row tells, with all its arguments in its data, since the row does not say which
 * are indexed, and its place within its transaction; undefined for another event of that name.
 * Throws `source.bad-answer` for arguments that are not of the signature.
 */
export function eventOfRow(
  tron: TronChain,
  provider: string,
  row: EventRow,
  signature: string,
): ToldEvent | undefined {
  const types = typesOf(signature);
  const said = row.event === undefined ? types : typesOf(row.event);
  if (row.event_name !== nameOf(signature) || said.join() !== types.join()) return undefined;
  const words = types.map((type, place) => wordOf(type, row.result[String(place)]));
  if (words.includes(undefined)) {
    throw sourceError('source.bad-answer', provider, 'an event lacks its arguments', {
      transaction: row.transaction_id,
    });
  }
  return {
    chain: tron.chain.id,
    height: row.block_number,
    time: isoTime(row.block_timestamp / 1_000),
    tx: row.transaction_id,
    logIndex: row.event_index,
    contract: accountOf(tron, row.contract_address),
    topics: [id(signature)],
    data: `0x${words.join('')}`,
  };
}

/** An argument as 32 bytes in hex; undefined where it is not what its type says. */
function wordOf(type: string, value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const found =
    type === 'address'
      ? /^(?:0x|41)([0-9a-f]{40})$/i.exec(text)?.[1]?.toLowerCase()
      : /^\d{1,78}$/.test(text) && BigInt(text).toString(16);
  return found ? found.padStart(64, '0') : undefined;
}
