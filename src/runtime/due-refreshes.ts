import { createHash } from 'node:crypto';
import type { Lists } from '../ports/lists.ts';
import type { Work } from '../ports/work.ts';
import type { ListsConfig } from '../sanctions/lists-config.ts';

const minuteMs = 60_000;

/**
 * The lists that are due to be renewed. Time is cut into slots of each list's own length and phase,
 * so that instances do not all ask a publisher in the same minute, and the slot is the id of the
 * request, so that one is made in each.
 */
export async function dueRefreshes(
  lists: Pick<Lists, 'status'>,
  config: ListsConfig,
  now: Date,
  phaseSeed: string,
): Promise<Work[]> {
  const status = await lists.status();
  return status
    .filter(({ refreshing }) => !refreshing)
    .map(({ list }) => {
      const lengthMs = (config.lists[list]?.refreshMinutes ?? 60) * minuteMs;
      const slot = Math.floor((now.getTime() + phaseOf(phaseSeed, list) * lengthMs) / lengthMs);
      return { kind: 'refresh-list', list, requestId: `slot-${slot}` };
    });
}

/** From 0 to below 1: the same for all workers of one installation, another for each list. */
function phaseOf(seed: string, list: string): number {
  return createHash('sha256').update(`${seed}/${list}`).digest().readUInt32BE() / 2 ** 32;
}
