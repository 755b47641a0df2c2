import type { Database } from '../database/database.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Lists } from '../ports/lists.ts';
import type { NameScreening } from '../ports/name-screening.ts';
import type { WorkQueue } from '../ports/work.ts';
import type { ListedClusters } from '../screening/listed-clusters.ts';
import type { Screener } from '../screening/screener.ts';

/** What rescreening stands on. */
export interface RescreenContext {
  readonly database: Database;
  readonly screener: Screener;
  readonly names: NameScreening;
  readonly clusters: ListedClusters;
  readonly lists: Pick<Lists, 'changes' | 'status'>;
  readonly chains: ChainCatalogue;
  readonly clock: Clock;
  readonly work: WorkQueue;
}
