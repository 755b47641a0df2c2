import { chainOf } from '../../domain/caip.ts';
import { missingRanges } from '../../domain/coverage.ts';
import type { Endpoint } from '../../domain/flow.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { WantedReading } from '../../ports/readings.ts';
import { failureFrom } from '../reading-failures.ts';
import type { CandidateFacts } from './candidate-facts.ts';

/** Blocks behind the last entry of the wage in which exits are looked for: a week of Ethereum. */
const blocksMax = 50_000;
/** Entries before that of the wage from which on signals of time can be told. */
const beforeMs = 30 * 60_000;

/** A stretch of a pool that must be read first, and the end of its chain that this fixes. */
export interface PoolReading {
  readonly wanted: WantedReading;
  readonly headHeight: number;
}

/**
 * What of the pool is not read yet, from shortly before the wage entered: undefined when nothing
 * is, when it cannot be, and when it was tried. Throws what sources throw.
 */
export async function poolReading(
  { context, task, cited }: CandidateFacts,
  { account }: Pick<Endpoint, 'account'>,
  arrivals: readonly Transfer[],
): Promise<PoolReading | undefined> {
  const chain = chainOf(account);
  const source = context.chains.source(chain);
  const [first, last] = [arrivals[0], arrivals.at(-1)];
  if (cited || !source || !first || !last) return undefined;
  // Fixed once: a head that moves would ask for a little more each time.
  const headHeight = task.heights[chain] ?? (await source.head(task.signal)).height;
  const from = new Date(Date.parse(first.time) - beforeMs).toISOString();
  const before = await context.heights.heightBefore(chain, from, task.signal);
  const range = {
    fromHeight: Math.min(before, first.height),
    toHeight: Math.min(headHeight, last.height + blocksMax),
  };
  const coverage = await context.ledger.coverageOf(task.organisationId, chain, [account]);
  const [missing] = missingRanges(range, coverage.get(account) ?? []);
  if (!missing || failureFrom(task.failures, account, missing.fromHeight)) return undefined;
  const wanted = { chain, account, fromHeight: missing.fromHeight, toHeight: range.toHeight };
  return { wanted, headHeight };
}
