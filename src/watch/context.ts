import type { Database } from '../database/database.ts';
import type { ChainId } from '../domain/caip.ts';
import type { BlockFollower } from '../ports/block-follower.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversions } from '../ports/conversions.ts';
import type { IngestStore } from '../ports/ingest-store.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { WorkQueue } from '../ports/work.ts';
import type { ListedClusters } from '../screening/listed-clusters.ts';
import type { Screener } from '../screening/screener.ts';

/** Where the ingestion of each chain that asks for it begins. */
export type WatchedChains = ReadonlyMap<ChainId, number | 'head'>;

/** What watching chains stands on. */
export interface WatchContext {
  readonly database: Database;
  readonly chains: ChainCatalogue;
  readonly watched: WatchedChains;
  readonly blocks: BlockFollower;
  readonly ingest: IngestStore;
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
  /** Keeps what it made of blocks, beside the ledger. */
  readonly conversions: Pick<Conversions, 'withdraw'>;
  readonly verdicts: Pick<ServiceVerdicts, 'withdrawAbove'>;
  readonly screener: Screener;
  readonly clusters: ListedClusters;
  readonly clock: Clock;
  readonly work: WorkQueue;
}
