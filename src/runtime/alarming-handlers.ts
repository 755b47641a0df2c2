import type { JobHandlers } from '../jobs/workers.ts';
import { alarmDisagreement } from '../rescreen/alarm-disagreement.ts';
import type { RescreenContext } from '../rescreen/context.ts';
import type { Log } from './log.ts';

type Handler = (...given: unknown[]) => Promise<unknown>;

/**
 * The handlers, each of which raises the alarm that its error is worth before it throws it. The log
 * is the operator's alone, and has what organisations may not learn of one another.
 */
export function alarmingHandlers(
  context: Pick<RescreenContext, 'database' | 'clock'>,
  log: Pick<Log, 'error'>,
  handlers: JobHandlers,
): JobHandlers {
  const alarming = (handle: Handler): Handler => {
    return async (...given) => {
      try {
        return await handle(...given);
      } catch (error) {
        const details = await alarmDisagreement(context, error);
        if (details) log.error({ err: error, ...details }, 'providers differ');
        throw error;
      }
    };
  };
  const entries = Object.entries(handlers).map(([name, handle]) => [name, alarming(handle)]);
  // CAST: the same handlers by the same names, each with its own arguments handed on.
  return Object.fromEntries(entries) as JobHandlers;
}
