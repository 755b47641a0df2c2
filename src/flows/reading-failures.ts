import type { AccountId } from '../domain/caip.ts';
import type { FlowContext } from './context.ts';
import type { FlowRow } from './flow-row.ts';

/** Why accounts that were asked for could not be read. */
export type ReadingFailures = ReadonlyMap<AccountId, ReadingFailure>;

interface ReadingFailure {
  readonly code: string;
  /** First block of which that is known. */
  readonly fromHeight: number;
}

/**
 * Reads it off the readings that somebody waited for. One that failed is not asked for again,
 * whatever the stretch.
 */
export async function failuresOf(
  context: Pick<FlowContext, 'readings'>,
  row: Pick<FlowRow, 'readings'>,
): Promise<ReadingFailures> {
  const ids = Object.values(row.readings);
  const readings = ids.length > 0 ? await context.readings.find(ids) : [];
  const failures = new Map<AccountId, ReadingFailure>();
  for (const { account, state, errorCode, fromHeight } of readings) {
    if (!account) continue;
    if (state === 'failed') {
      failures.set(account, { code: errorCode ?? 'source.failed', fromHeight: 0 });
    }
    // A reading that ended and left the stretch uncovered is a gap too, not a reason to ask again.
    if (state === 'done') failures.set(account, { code: 'still-missing', fromHeight });
  }
  return failures;
}

/**
 * Why an account cannot be read from a block on; undefined where nobody has tried that: what was
 * read of it may begin later.
 */
export function failureFrom(
  failures: ReadingFailures,
  account: AccountId,
  fromHeight: number,
): string | undefined {
  const failure = failures.get(account);
  return failure && failure.fromHeight <= fromHeight ? failure.code : undefined;
}
