import type { AccountId, AssetId, ChainId } from './caip.ts';

export type TransferKind =
  | 'native'
  | 'token'
  | 'internal'
  | 'fee'
  | 'mint'
  | 'burn'
  | 'coinbase'
  | 'withdrawal'
  | 'reward'
  | 'adjustment';

/**
 * Where a transfer stands in its transaction. Bands keep the idempotency key the same whatever
 * source was read, since a source that sees no traces must not renumber the logs: -1 is what arises
 * with a transaction and funds it, 0 its own value, then logs by block-wide log index, internal transfers by trace order,
 * rows of a source without positions by occurrence, and the fee last (it is the last debit).
 * Transfers of different bands never share a pot out of order: logs move tokens, the others
 * the native asset.
 */
export const positionBand = {
  arising: -1,
  value: 0,
  log: 1_000_000,
  internal: 2_000_000,
  occurrence: 3_000_000,
  fee: 9_000_000,
} as const;

/** The atom: an amount of one asset that moved from one account to another. */
export interface Transfer {
  readonly chain: ChainId;
  readonly height: number;
  /** Empty where the source has none (file imports). */
  readonly blockHash: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly tx: string;
  /** Index of the transaction in its block; 0 with `orderInferred` where the source has none. */
  readonly txIndex: number;
  readonly position: number;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly memo?: string;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly kind: TransferKind;
  /** The order within the block was not given and follows the rule of `domain.md`. */
  readonly orderInferred?: boolean;
  /** Kept but never part of a flow: an unlisted token, or a transfer of nothing. */
  readonly suspect?: 'unlisted-asset' | 'spoofed';
}

/** The idempotency key `chain:tx:position`. */
export function transferKey(t: Pick<Transfer, 'chain' | 'tx' | 'position'>): string {
  return `${t.chain}:${t.tx}:${t.position}`;
}

/** Order within a chain: height, transaction index, position; the key settles what is left. */
export function compareTransfers(a: Transfer, b: Transfer): number {
  return (
    a.height - b.height ||
    a.txIndex - b.txIndex ||
    (a.tx < b.tx ? -1 : a.tx > b.tx ? 1 : 0) ||
    a.position - b.position
  );
}

/** An event of a catalogued contract, stored so that a new decoder need not read the chain again. */
export interface ChainEvent {
  readonly chain: ChainId;
  readonly height: number;
  readonly blockHash: string;
  readonly time: string;
  readonly tx: string;
  readonly txIndex: number;
  readonly logIndex: number;
  readonly contract: AccountId;
  readonly topics: readonly string[];
  readonly data: string;
}
