import { chainOf } from '../../domain/caip.ts';
import type { MixerCandidate } from '../../domain/candidate.ts';
import {
  type Completeness,
  completenessOf,
  type IncompleteReason,
} from '../../domain/completeness.ts';
import type { Endpoint } from '../../domain/flow.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { PoolAnswer } from '../../ports/candidates.ts';
import type { TransactionRef } from '../../ports/conversions.ts';
import { isCoinChain } from '../coins.ts';
import { type CandidateFacts, candidateTransfersMax } from './candidate-facts.ts';
import type { PoolLook } from './candidate-looks.ts';
import { type PoolReading, poolReading } from './pool-reading.ts';

/** Candidates that are shown of one pool, those with the most signals first. */
const shownMax = 500;
/** Transactions of one pool that are read from their chain for one question. */
const readMax = 5_000;

/** Exits of a pool that may be of the wage that entered it. Without `looked` nothing was concluded. */
export interface ShownPool extends Pick<Endpoint, 'account' | 'asset'> {
  readonly looked?: PoolLook;
  readonly entries?: number;
  readonly exits?: number;
  /** Entries of this flow. */
  readonly flowEntries?: number;
  /** The true set is no smaller: `at-least` when the pool was not read from its beginning. */
  readonly anonymitySetIs?: 'exact' | 'at-least';
  readonly candidates: readonly (MixerCandidate & { readonly basis: 'inferred' })[];
  readonly completeness: Completeness;
}

/**
 * The candidates of one end of kind `mixer`, or what of the pool must be read before. Throws what
 * sources and stores throw.
 */
export async function poolCandidates(
  facts: CandidateFacts,
  end: Endpoint,
): Promise<ShownPool | PoolReading> {
  const { account, asset } = end;
  const nothing = (code: string, message: string, looked?: PoolLook): ShownPool => ({
    ...{ account, asset, candidates: [], ...(looked ? { looked } : {}) },
    completeness: completenessOf([{ code, message }]),
  });
  if (isCoinChain(facts.context, chainOf(account))) {
    return nothing('coinjoin-not-asked', 'Exits of a CoinJoin are not looked for');
  }
  const arrivals = await facts.arrivalsAt(end);
  if (!arrivals) return nothing('too-many-transfers', tooMany);
  const reading = await poolReading(facts, end, arrivals);
  if (reading) return reading;
  const look = await lookAt(facts, end, arrivals);
  if (!look) {
    return nothing('pool-not-read-whole', 'The pool was not read from the entry of the wage on');
  }
  const moved = await facts.transfersOf([account], look);
  if (!moved) return nothing('too-many-transfers', tooMany, look);
  const found = await readPool(facts, look, moved, arrivals);
  const unread = facts.cited ? look.unread : found.unread.length;
  if (unread > 0) {
    const message = `${unread} transactions of the pool are not read`;
    return nothing('pool-not-read-whole', message, { ...look, unread });
  }
  if (found.askedEntries === 0) {
    return nothing('no-entry-seen', 'No event of a pool is known by which the wage entered', look);
  }
  facts.use(moved);
  return shown(end, look, found);
}

const tooMany = `More than ${candidateTransfersMax} transfers`;

/** From the entry on at least; more, where the blocks before were read as well. */
async function lookAt(
  facts: CandidateFacts,
  { account, asset }: Endpoint,
  arrivals: readonly Transfer[],
): Promise<PoolLook | undefined> {
  if (facts.cited) {
    return facts.cited.pools.find((look) => look.pool === account && look.asset === asset);
  }
  const [first] = arrivals;
  const last = arrivals.at(-1);
  if (!first || !last) return undefined;
  const chain = chainOf(account);
  const around = await facts.stretchesAround(chain, [account], first.height, asset);
  const stretch = around.get(account);
  return stretch && stretch.toHeight >= last.height
    ? { pool: account, asset, ...stretch, unread: 0 }
    : undefined;
}

/** What is kept of the pool's transactions, after reading those that are not. */
async function readPool(
  facts: CandidateFacts,
  { pool }: PoolLook,
  moved: readonly Transfer[],
  arrivals: readonly Transfer[],
): Promise<PoolAnswer> {
  const { context, task } = facts;
  const refs = new Map<string, TransactionRef>(moved.map(({ chain, tx }) => [tx, { chain, tx }]));
  const question = {
    ...{ pool, transactions: [...refs.values()] },
    entryTxs: new Set(arrivals.map(({ tx }) => tx)),
  };
  const kept = await context.candidates.ofPool(question);
  const mayRead = !facts.cited && kept.unread.length > 0 && kept.unread.length <= readMax;
  if (!mayRead) return kept;
  await context.conversions.conversionsOf(task.organisationId, kept.unread, task.signal);
  return await context.candidates.ofPool(question);
}

function shown({ account, asset }: Endpoint, looked: PoolLook, found: PoolAnswer): ShownPool {
  const { entries, exits, askedEntries: flowEntries, truncated, lacks } = found;
  const isWhole = looked.fromHeight === 0;
  const all = [...found.candidates].sort((a, b) => b.signals.length - a.signals.length);
  const reasons: IncompleteReason[] = [...lacks];
  if (!isWhole) {
    const message = `The pool was read from block ${looked.fromHeight} on: what was unspent before is not counted, and what is unique is so since`;
    reasons.push({ code: 'pool-history-partial', message });
  }
  if (truncated || all.length > shownMax) {
    reasons.push({ code: 'candidates-cut', message: `Only ${shownMax} candidates are shown` });
  }
  return {
    ...{ account, asset, looked, entries, exits, flowEntries },
    anonymitySetIs: isWhole ? 'exact' : 'at-least',
    candidates: all.slice(0, shownMax).map((one) => ({ basis: 'inferred', ...one })),
    completeness: completenessOf(reasons),
  };
}
