import type { ColumnType, Generated } from 'kysely';
import type { Json } from '../../domain/json.ts';

type Stored<T> = ColumnType<T, string | null, string | null>;
type Time = ColumnType<Date, Date | string | undefined, Date | string>;

export interface EmployerTable {
  organisation_id: string;
  ref: string;
  name: string;
  country: string | null;
  payer_accounts: string[];
  created_at: Time;
  updated_at: Time;
}

export interface PayeeTable {
  organisation_id: string;
  ref: string;
  employer_ref: string;
  name: string;
  country: string | null;
  date_of_birth: string | null;
  start_date: string | null;
  attribute_hashes: Stored<Json>;
  wallet: Stored<Json | null>;
  wallet_account: string | null;
  wallet_key: string | null;
  created_at: Time;
  updated_at: Time;
}

export interface WalletChangeTable {
  organisation_id: string;
  id: string;
  payee_ref: string;
  before: Stored<Json | null>;
  after: Stored<Json | null>;
  actor: string;
  at: Time;
}

export interface PayRunTable {
  organisation_id: string;
  id: string;
  ref: string;
  errors: Stored<Json>;
  created_at: Time;
}

export interface PayoutTable {
  organisation_id: string;
  id: string;
  pay_run_id: string;
  ref: string;
  employer_ref: string;
  payee_ref: string;
  method: string;
  wallet: Stored<Json | null>;
  wallet_account: string | null;
  wallet_key: string | null;
  asset: string | null;
  amount_base: string | null;
  declared: Stored<Json | null>;
  payment_reference: string | null;
  stream: Stored<Json | null>;
  due_at: ColumnType<Date | null, string | null, string | null>;
  state: string;
  decision: string | null;
  screening_id: string | null;
  settlement: Stored<Json | null>;
  settlement_tx: string | null;
  flow_id: string | null;
  created_at: Time;
  updated_at: Time;
}

export interface ScreeningTable {
  organisation_id: string;
  id: string;
  account: string | null;
  decision: string;
  risk: string;
  facts: Stored<Json>;
  verdict: Stored<Json>;
  source: string;
  engine_version: string;
  previous_id: string | null;
  changes: Stored<Json | null>;
  at: Time;
  /** Of the list versions that it rests on; null in rows of before. */
  lists_sha256: string | null;
}

export interface ScreeningListsTable {
  organisation_id: string;
  sha256: string;
  versions: Stored<Json>;
}

export interface FlowTable {
  organisation_id: string;
  id: string;
  payout_id: string | null;
  request: Stored<Json>;
  state: string;
  result: Stored<Json | null>;
  flag: string | null;
  listed_upper: string | null;
  failure: Stored<Json | null>;
  attempt: Generated<number>;
  wave: Generated<number>;
  horizon: Stored<Json | null>;
  readings: Stored<Json>;
  replaces: string | null;
  created_at: Time;
  updated_at: Time;
}

export interface FlowAccountTable {
  organisation_id: string;
  flow_id: string;
  account: string;
  account_key: string;
}

export interface FlowTransferTable {
  organisation_id: string;
  flow_id: string;
  ordinal: number;
  transfer_key: string;
  sha256: Buffer;
}

export interface FlowTouchedTable {
  organisation_id: string;
  flow_id: string;
  account: string;
  seed_units: string;
  hops: number;
}

export interface FlowProgressTable {
  organisation_id: string;
  flow_id: string;
  sequence: Generated<number>;
  stage: string;
  data: Stored<Json>;
  at: Time;
}

export interface PayrollTables {
  employer: EmployerTable;
  payee: PayeeTable;
  wallet_change: WalletChangeTable;
  pay_run: PayRunTable;
  payout: PayoutTable;
  screening: ScreeningTable;
  screening_lists: ScreeningListsTable;
  flow: FlowTable;
  flow_account: FlowAccountTable;
  flow_transfer: FlowTransferTable;
  flow_touched: FlowTouchedTable;
  flow_progress: FlowProgressTable;
}
