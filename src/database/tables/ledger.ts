import type { ColumnType, Generated } from 'kysely';

/** CAIP ids (chains, accounts, assets) by short numbers. A row never changes. */
export interface LedgerNameTable {
  id: Generated<number>;
  name: string;
}

export interface ChainEventTable {
  chain_id: number;
  tx: Buffer;
  log_index: number;
  tx_index: number;
  height: number;
  block_hash: Buffer;
  time: ColumnType<Date, Date | string, Date | string>;
  contract_id: number;
  topics: string[];
  data: string;
}

export interface CoverageTable {
  owner: string;
  chain_id: number;
  /** 0: the whole chain. */
  account_id: number;
  source: string;
  lacks: string[];
  from_height: number;
  to_height: number;
  read_at: ColumnType<Date, Date | string, Date | string>;
}

export interface BlockTable {
  chain_id: number;
  height: number;
  hash: Buffer;
}

export interface ReadingTable {
  id: string;
  chain: string;
  /** Empty: the whole chain. */
  account: string;
  from_height: number;
  to_height: number;
  state: Generated<'requested' | 'claimed' | 'done' | 'failed'>;
  claimed_by: string | null;
  claimed_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  attempts: Generated<number>;
  error_code: string | null;
  requested_at: ColumnType<Date, Date | string, Date | string>;
}

/** What was read of chains and imported from files. */
export interface LedgerTables {
  ledger_name: LedgerNameTable;
  chain_event: ChainEventTable;
  coverage: CoverageTable;
  block: BlockTable;
  reading: ReadingTable;
}
