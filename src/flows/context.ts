import type { Database } from '../database/database.ts';
import type { ChainId } from '../domain/caip.ts';
import type { AccountActivity } from '../ports/account-activity.ts';
import type { BalanceAnchors } from '../ports/balance-anchors.ts';
import type { BlockHeights } from '../ports/block-heights.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { CoinSpends } from '../ports/coin-spends.ts';
import type { ContractState } from '../ports/contract-state.ts';
import type { Conversions } from '../ports/conversions.ts';
import type { IngestStore } from '../ports/ingest-store.ts';
import type { Prices } from '../ports/prices.ts';
import type { Readings } from '../ports/readings.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { WorkQueue } from '../ports/work.ts';
import type { ListedClusters } from '../screening/listed-clusters.ts';

/** What following stands on. */
export interface FlowContext {
  readonly database: Database;
  readonly ledger: TransferLedger;
  readonly activity: AccountActivity;
  readonly coins: UtxoLedger;
  readonly readings: Readings;
  /** How far chains are ingested whole. */
  readonly ingest: Pick<IngestStore, 'states'>;
  readonly anchors: BalanceAnchors;
  readonly spends: CoinSpends;
  readonly clusters: Pick<ListedClusters, 'search'>;
  readonly verdicts: ServiceVerdicts;
  readonly conversions: Conversions;
  /** What the chain says of single accounts; undefined where nobody can be asked. */
  readonly contractState: (chain: ChainId) => Pick<ContractState, 'codeOf'> | undefined;
  readonly heights: BlockHeights;
  readonly lists: ScreeningLists;
  readonly chains: ChainCatalogue;
  readonly prices: Prices;
  readonly clock: Clock;
  readonly work: WorkQueue;
  readonly engineVersion: string;
  readonly policyRevision: string;
}
