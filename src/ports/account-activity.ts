import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';

/** Which transfers of the ledger are looked at: what is shared and what the organisation imported. */
export interface ActivityScope {
  readonly organisationId: string;
  readonly chain: ChainId;
  readonly range: HeightRange;
}

export interface BusyQuery extends ActivityScope {
  readonly accounts: readonly AccountId[];
  /** No more than so many transfers of an account are counted on each side. */
  readonly transfersMax: number;
}

export interface IncomeQuery extends ActivityScope {
  readonly asset: AssetId;
  readonly account: AccountId;
  /** Senders that are not counted; what they brought is income all the same. */
  readonly without: readonly AccountId[];
  /** A sender that brought less in all is not counted. */
  readonly significantBase: bigint;
  /** Receipts that are looked at; `truncated` when there are more. */
  readonly transfersMax: number;
}

/** What an account took in, as far as the ledger knows. */
export interface AccountIncome {
  /** Senders of significant value, those of `without` left out. */
  readonly senders: number;
  readonly incomeBase: bigint;
  readonly truncated: boolean;
}

export interface SendersQuery extends ActivityScope {
  readonly asset: AssetId;
  /** Transfers that are looked at; with more, the figure is a lower one and `truncated`. */
  readonly transfersMax: number;
}

export interface PaidQuery extends ActivityScope {
  readonly asset: AssetId;
  readonly from: AccountId;
  readonly to: AccountId;
}

/** Figures over many transfers, counted where they are stored and never loaded. */
export interface AccountActivity {
  /** Those of the accounts that paid or received more than `transfersMax` times, in any asset. */
  busyAmong(query: BusyQuery): Promise<readonly AccountId[]>;
  incomeOf(query: IncomeQuery): Promise<AccountIncome>;
  /** How many accounts sent the asset. */
  activeSenders(
    query: SendersQuery,
  ): Promise<{ readonly senders: number; readonly truncated: boolean }>;
  /** What one account paid another in all. */
  paidBase(query: PaidQuery): Promise<bigint>;
}
