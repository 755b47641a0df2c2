import type { Database } from '../database/database.ts';
import { dueFlows } from '../flows/store-watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { Work } from '../ports/work.ts';
import { dueMonitors } from './store-visits.ts';

/** Looks of each kind that one sweep enqueues; the rest waits its turn, the longest due first. */
const sweepMax = 200;

/** Flows and wallets that are to be looked at now, of all organisations; ids only. */
export async function dueLooks({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<Work[]> {
  const now = clock.now();
  const flows = await dueFlows(database, now, sweepMax);
  const monitors = await dueMonitors(database, now, sweepMax);
  return [
    ...flows.map((flow) => ({ kind: 'look' as const, ...flow })),
    ...monitors.map((monitor) => ({ kind: 'visit' as const, ...monitor })),
  ];
}
