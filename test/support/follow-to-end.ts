import { type FollowOutcome, follow } from '../../src/flows/follow.ts';
import { readAccountStretch } from '../../src/flows/read-account.ts';
import type { Core } from '../../src/runtime/compose-core.ts';

/** Follows a flow and reads what it waits for, as workers do, to its answer. */
export async function followToEnd(
  core: Pick<Core, 'flows'>,
  organisationId: string,
  flowId: string,
): Promise<FollowOutcome> {
  const { signal } = new AbortController();
  for (;;) {
    const outcome = await follow(core.flows, organisationId, flowId, signal);
    if (outcome.state === 'done') return outcome;
    for (const id of outcome.readings) {
      await readAccountStretch(core.flows, id, { worker: 'test', last: true, signal });
    }
  }
}
