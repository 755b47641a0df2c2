import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import type { Coverage, CoveredRange, HeightRange } from '../domain/coverage.ts';
import type { ChainEvent, Transfer } from '../domain/transfer.ts';

/** Whose data: facts of chain sources are shared, imported ones belong to an organisation. */
export type LedgerOwner = { readonly shared: true } | { readonly organisationId: string };

export interface LedgerBatch {
  readonly owner: LedgerOwner;
  readonly transfers: readonly Transfer[];
  readonly events: readonly ChainEvent[];
  readonly coverage: readonly Coverage[];
  /** Blocks that were seen, by which a later reader knows whether the chain is still the same. */
  readonly blocks?: readonly Block[];
}

/** A block of the chain as it was read; `ChainRecord` gives the hash back. */
export interface Block {
  readonly chain: ChainId;
  readonly height: number;
  readonly hash: string;
}

export interface TransferQuery {
  /** Reads what is shared and what this organisation imported, nothing else. */
  readonly organisationId: string;
  readonly chain: ChainId;
  readonly accounts: readonly AccountId[];
  /** What these accounts paid is left out: the caller has read it already. */
  readonly known?: readonly AccountId[];
  /** Undefined: every asset. */
  readonly asset?: AssetId;
  readonly range: HeightRange;
  /** Later transfers are left out. ISO 8601 UTC; undefined: none are. */
  readonly untilTime?: string | undefined;
  /** Reading stops with `truncated` when there are more. */
  readonly transfersMax: number;
  /** The caller has no use for a part: when there are more, none are given. */
  readonly wholeOnly?: boolean;
}

export interface TransferPage {
  /** In canonical order, each once. */
  readonly transfers: readonly Transfer[];
  readonly truncated: boolean;
}

/**
 * Stored transfers, events and coverage. Writing is idempotent by transfer key; where a known
 * transfer is read again under another block hash, the later reading counts. What an organisation
 * imported and is shared as well counts once, as shared. Events and blocks are facts of chain
 * sources: `append` throws `ledger.private-facts` for imported ones.
 */
export interface TransferLedger {
  /** Stores all of it in one transaction; how many transfers were new. */
  append(batch: LedgerBatch): Promise<{ readonly added: number }>;
  transfersOf(query: TransferQuery): Promise<TransferPage>;
  transaction(organisationId: string, chain: ChainId, tx: string): Promise<readonly Transfer[]>;
  /**
   * Ranges that were read for each account, whole-chain coverage included, ascending. Ranges that
   * lack different things may overlap.
   */
  coverageOf(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly CoveredRange[]>>;
  /** Takes back every shared fact above the height; the accounts that lost transfers. */
  withdraw(chain: ChainId, aboveHeight: number): Promise<readonly AccountId[]>;
}
