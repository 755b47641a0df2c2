import type { AccountId } from '../domain/caip.ts';
import type { FlowContext } from './context.ts';
import type { FlowRow } from './flow-row.ts';

/** Why accounts that were asked for could not be read, by account. */
export async function failuresOf(
  context: Pick<FlowContext, 'readings'>,
  row: Pick<FlowRow, 'readings'>,
): Promise<Map<AccountId, string>> {
  const ids = Object.values(row.readings);
  const readings = ids.length > 0 ? await context.readings.find(ids) : [];
  const failures = new Map<AccountId, string>();
  for (const reading of readings) {
    // A reading that ended and left the stretch uncovered is a gap too, not a reason to ask again.
    const code =
      reading.state === 'failed' ? (reading.errorCode ?? 'source.failed') : 'still-missing';
    if (reading.account && (reading.state === 'failed' || reading.state === 'done')) {
      failures.set(reading.account, code);
    }
  }
  return failures;
}
