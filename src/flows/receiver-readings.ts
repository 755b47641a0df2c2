import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import { missingRanges } from '../domain/coverage.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { FlowContext } from './context.ts';
import type { LoadScope } from './load-pots.ts';
import { failureFrom } from './reading-failures.ts';

export interface ReceiverReadings {
  readonly wanted: readonly WantedReading[];
  readonly reasons: readonly IncompleteReason[];
}

/**
 * Readings of declared receivers whose payment was not seen, on chains that can be read: a bridge
 * is matched with what its receiver was paid since, so that must be in the ledger first.
 */
export async function receiverReadings(
  context: Pick<FlowContext, 'ledger' | 'chains' | 'heights'>,
  scope: LoadScope,
  conversions: readonly Conversion[],
): Promise<ReceiverReadings> {
  const wanted: WantedReading[] = [];
  const reasons: IncompleteReason[] = [];
  for (const conversion of conversions) {
    const found = await readingOf(context, scope, conversion);
    if (!found) continue;
    const failure = failureFrom(scope.failures, found.account, found.fromHeight);
    if (!failure) wanted.push(found);
    else {
      const message = `A bridge's declared receiver could not be read: ${failure}`;
      reasons.push({ code: 'bridge-receiver-unread', message });
    }
  }
  return { wanted, reasons };
}

async function readingOf(
  { ledger, chains, heights }: Pick<FlowContext, 'ledger' | 'chains' | 'heights'>,
  { organisationId, horizon, signal }: LoadScope,
  { pending, declared, source }: Conversion,
) {
  const chain = declared?.chain;
  const account = declared?.recipient?.account;
  if (pending?.reason !== 'not-seen' || !chain || !account || !chains.source(chain))
    return undefined;
  const toHeight = horizon.heights[chain];
  if (toHeight === undefined) return undefined;
  const covered = (await ledger.coverageOf(organisationId, chain, [account])).get(account) ?? [];
  if (missingRanges({ fromHeight: 0, toHeight }, covered).length === 0) return undefined;
  const fromHeight = Math.min(await heights.heightBefore(chain, source.time, signal), toHeight);
  const [missing] = missingRanges({ fromHeight, toHeight }, covered);
  return missing && { chain, account, fromHeight: missing.fromHeight, toHeight };
}
