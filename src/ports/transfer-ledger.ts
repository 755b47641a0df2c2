import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import type { Coverage, HeightRange } from '../domain/coverage.ts';
import type { ChainEvent, Transfer } from '../domain/transfer.ts';

/** Whose data: facts of chain sources are shared, imported ones belong to an organisation. */
export type LedgerOwner = { readonly shared: true } | { readonly organisationId: string };

export interface LedgerBatch {
  readonly owner: LedgerOwner;
  readonly transfers: readonly Transfer[];
  readonly events: readonly ChainEvent[];
  readonly coverage: readonly Coverage[];
}

export interface TransferQuery {
  /** Reads what is shared and what this organisation imported, nothing else. */
  readonly organisationId: string;
  readonly chain: ChainId;
  readonly accounts: readonly AccountId[];
  /** Undefined: every asset. */
  readonly asset?: AssetId;
  readonly range: HeightRange;
  /** Reading stops with `truncated` when there are more. */
  readonly transfersMax: number;
}

export interface TransferPage {
  /** In canonical order, each once. */
  readonly transfers: readonly Transfer[];
  readonly truncated: boolean;
}

/** Stored transfers, events and coverage. Writing is idempotent by transfer key. */
export interface TransferLedger {
  /** Stores all of it in one transaction; how many transfers were new. */
  append(batch: LedgerBatch): Promise<{ readonly added: number }>;
  transfersOf(query: TransferQuery): Promise<TransferPage>;
  transaction(organisationId: string, chain: ChainId, tx: string): Promise<readonly Transfer[]>;
  /** Ranges known in full for each account, whole-chain coverage included. */
  coverageOf(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly HeightRange[]>>;
  /** Takes back every shared fact above the height; the accounts that lost transfers. */
  withdraw(chain: ChainId, aboveHeight: number): Promise<readonly AccountId[]>;
}
