import type { Database } from '../database/database.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { NameScreening } from '../ports/name-screening.ts';
import type { Payments } from '../ports/payments.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { WorkQueue } from '../ports/work.ts';
import type { ListedClusters } from '../screening/listed-clusters.ts';
import type { Screener } from '../screening/screener.ts';

/** What the use-cases of payroll stand on. */
export interface PayrollContext {
  readonly database: Database;
  readonly screener: Screener;
  readonly names: NameScreening;
  readonly clusters: ListedClusters;
  readonly chains: ChainCatalogue;
  readonly clock: Clock;
  readonly work: WorkQueue;
}

/** What finding the payments of payouts stands on besides. */
export interface SettlementContext extends PayrollContext {
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
  readonly payments: Payments;
}
