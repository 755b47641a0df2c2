import type { AccountId } from '../domain/caip.ts';
import { type HeightRange, missingRanges } from '../domain/coverage.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import { noOrganisation } from '../domain/organisation.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainBatch, ChainSource } from '../ports/chain-source.ts';
import type { Reading, ReadingOutcome } from '../ports/readings.ts';
import type { FlowContext } from './context.ts';
import { holdClaim } from './held-claim.ts';
import { sampleWindows } from './services/sample-windows.ts';

/**
 * How long a worker has an account to itself before another may take it over, which is how long the
 * work of a killed one rests; a living one renews its claim well before.
 */
const leaseMs = 10_000;
/**
 * Transfers of one account that one reading takes. An exchange's wallet has millions: it costs so
 * many, then a sample over the weeks before by which it can be recognised, and the reading says
 * that it was broken off.
 */
const readingTransfersMax = 20_000;
/** Why a reading failed that was broken off there. */
const tooBusy = 'reading.account-too-busy';

export interface ReadAttempt {
  readonly worker: string;
  readonly last: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads one stretch of one account from its chain into the ledger, page by page, each page with
 * its coverage, so that a reading that breaks off is resumed and not repeated. An account that has
 * too many transfers is read in part, and its row fails with `reading.account-too-busy`. `busy`
 * while another worker has the account. Throws what the source throws; the reading's row keeps the code.
 */
export async function readAccountStretch(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'readings' | 'chains' | 'clock'>,
  readingId: string,
  attempt: ReadAttempt,
): Promise<'done' | 'busy'> {
  const [reading] = await context.readings.find([readingId]);
  if (!reading) throw new WagetraceError('reading.not-found', 'No such reading');
  if (reading.state === 'done' || reading.state === 'failed') return 'done';
  if (!(await context.readings.claim(readingId, attempt.worker, leaseMs))) return 'busy';
  const claim = holdClaim(() => context.readings.claim(readingId, attempt.worker, leaseMs));
  try {
    const signal = AbortSignal.any([attempt.signal, claim.lost]);
    const ended = await readMissing(context, reading, signal);
    const outcome: ReadingOutcome =
      ended === 'whole' ? { state: 'done' } : { state: 'failed', errorCode: tooBusy };
    await context.readings.finish(readingId, attempt.worker, outcome);
    return 'done';
  } catch (error) {
    const retryable = isWagetraceError(error) && error.retryable;
    await context.readings.finish(readingId, attempt.worker, {
      state: retryable && !attempt.last ? 'requested' : 'failed',
      errorCode: isWagetraceError(error) ? error.code : 'source.failed',
    });
    throw error;
  } finally {
    claim.release();
  }
}

async function readMissing(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'readings' | 'chains' | 'clock'>,
  reading: Reading,
  signal: AbortSignal,
): Promise<'whole' | 'cut'> {
  const { chain, account, toHeight } = reading;
  const source = context.chains.source(chain);
  if (!source || !account) {
    throw new WagetraceError('source.none', 'No source reads this account', { details: { chain } });
  }
  // Looked up after the claim: a reading that overlapped may have ended meanwhile.
  const read = await readUncovered(context, source, account, reading, signal, readingTransfersMax);
  if (!read.cut) return 'whole';
  for (const window of sampleWindows(read.first, read.last, read.transfers, toHeight)) {
    await readUncovered(context, source, account, window, signal, 0);
  }
  return 'cut';
}

/** How far a reading came; `first` and `last` are of the transfers that it met. */
export interface ReadExtent {
  /** It was broken off after `transfersMax`, and not all of the range is covered. */
  readonly cut: boolean;
  readonly transfers: number;
  readonly first?: Transfer;
  readonly last?: Transfer;
}

/**
 * Reads what the ledger does not have of an account's range, page by page, until a page brings it
 * above `transfersMax`. Only what is shared counts as read, since what is read is shared. Throws
 * what the source throws, and the reason of the signal.
 */
export async function readUncovered(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'clock'>,
  source: ChainSource,
  account: AccountId,
  range: HeightRange,
  signal: AbortSignal,
  transfersMax = Number.POSITIVE_INFINITY,
): Promise<ReadExtent> {
  const covered = await context.ledger.coverageOf(noOrganisation, source.chain, [account]);
  let extent: ReadExtent = { cut: false, transfers: 0 };
  for (const missing of missingRanges(range, covered.get(account) ?? [])) {
    for await (const batch of source.account(account, missing, signal)) {
      signal.throwIfAborted();
      await storePage(context, source, account, batch);
      extent = extended(extent, batch.transfers);
      const left = batch.toHeight < range.toHeight;
      if (left && extent.transfers > transfersMax) return { ...extent, cut: true };
    }
  }
  return extent;
}

function extended(extent: ReadExtent, transfers: readonly Transfer[]): ReadExtent {
  const [head] = transfers;
  const first = extent.first ?? head;
  const last = transfers.at(-1) ?? extent.last;
  return {
    cut: false,
    transfers: extent.transfers + transfers.length,
    ...(first ? { first } : {}),
    ...(last ? { last } : {}),
  };
}

/** Stores one page of an account with its coverage. */
async function storePage(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'clock'>,
  source: ChainSource,
  account: AccountId,
  batch: ChainBatch,
): Promise<void> {
  const {
    fromHeight,
    toHeight,
    transfers,
    events,
    utxo = [],
    blockHashes,
    incomplete = [],
  } = batch;
  const { chain } = source;
  const blocks = Object.entries(blockHashes).map(([height, hash]) => {
    return { chain, height: Number(height), hash };
  });
  const lacks = incomplete.map((reason) => reason.code);
  // The coins first: what coverage says was read must be there.
  if (utxo.length > 0) await context.coins.append(utxo);
  await context.ledger.append({
    owner: { shared: true },
    transfers,
    events,
    blocks,
    coverage: [
      {
        chain,
        account,
        source: source.name,
        readAt: context.clock.now().toISOString(),
        fromHeight,
        toHeight,
        ...(lacks.length > 0 ? { lacks } : {}),
      },
    ],
  });
}
