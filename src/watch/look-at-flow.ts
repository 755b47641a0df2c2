import { isWagetraceError } from '../domain/errors.ts';
import { idleMs } from '../flows/look-pace.ts';
import { pendingLegs } from '../flows/pending-legs.ts';
import { findFlow } from '../flows/store.ts';
import { beginLook, endLook, unwatchFlow, type WatchedFlow } from '../flows/store-watch.ts';
import { replaceFlow } from '../rescreen/store.ts';
import type { WatchContext } from './context.ts';
import { hasMoved } from './has-moved.ts';

/** A follow that did not come to its end within this is asked for again. */
const followWithinMs = 1_800_000;

export interface LookAttempt {
  readonly signal: AbortSignal;
  /** No further try is made if this one fails. */
  readonly last: boolean;
}

/** `gone`: made already, or nothing to look at any more. */
export type LookOutcome = 'followed-again' | 'rests' | 'gone';

/**
 * Looks whether new blocks change the answer of a flow, and has it followed again when they do: by
 * a new flow that replaces it (docs/decisions/0002), which is what a full recompute gives. A bridge
 * whose other end was not seen is asked about again each time, and a flow is followed a last time
 * when its horizon is reached. Throws what sources throw; the last failure puts the look off.
 */
export async function lookAtFlow(
  context: WatchContext,
  organisationId: string,
  { flowId, look }: { readonly flowId: string; readonly look: number },
  attempt: LookAttempt,
): Promise<LookOutcome> {
  const now = context.clock.now();
  const { watched, row } = await context.database.tenant(organisationId, async (tx) => ({
    watched: await beginLook(tx, flowId, look, now),
    row: await findFlow(tx, flowId),
  }));
  if (!watched) return 'gone';
  if (row?.state !== 'traced' || !row.result) {
    await context.database.tenant(organisationId, (tx) => unwatchFlow(tx, flowId));
    return 'gone';
  }
  try {
    const moved = await hasMoved(context, organisationId, row.result, attempt.signal);
    const isAwaited = pendingLegs(row.result).length > 0;
    const again = moved || isAwaited || now >= watched.until;
    if (again) return await followAgain(context, organisationId, watched, moved);
  } catch (error) {
    const isOver = attempt.last || !(isWagetraceError(error) && error.retryable);
    if (isOver) await putOff(context, organisationId, watched, error);
    throw error;
  }
  await context.database.tenant(organisationId, (tx) => endLook(tx, watched, rested(watched), now));
  return 'rests';
}

function rested({ idle }: WatchedFlow) {
  return { idle: idle + 1, afterMs: idleMs(idle + 1) };
}

async function putOff(
  context: WatchContext,
  organisationId: string,
  watched: WatchedFlow,
  error: unknown,
): Promise<void> {
  const errorCode = isWagetraceError(error) ? error.code : 'look.failed';
  await context.database.tenant(organisationId, (tx) =>
    endLook(tx, watched, { ...rested(watched), errorCode }, context.clock.now()),
  );
}

async function followAgain(
  context: WatchContext,
  organisationId: string,
  watched: WatchedFlow,
  moved: boolean,
): Promise<LookOutcome> {
  const flowId = context.clock.id();
  const idle = moved ? 0 : watched.idle + 1;
  await context.database.tenant(organisationId, async (tx) => {
    await replaceFlow(tx, watched.flowId, flowId);
    await endLook(tx, watched, { idle, afterMs: followWithinMs }, context.clock.now());
  });
  await context.work.enqueue([{ kind: 'follow', organisationId, flowId, attempt: 1 }]);
  return 'followed-again';
}
