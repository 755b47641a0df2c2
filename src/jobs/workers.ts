import { DelayedError, type Job, UnrecoverableError, WaitingChildrenError } from 'bullmq';
import { isWagetraceError, messageOf, WagetraceError } from '../domain/errors.ts';
import type { JobProcessor, JobWorker, QueueBackend } from './backend.ts';
import { keep, type QueueName, readingJobId, retry } from './job-names.ts';
import { type Payload, readPayload } from './payloads.ts';
import type { Queues } from './work-queue.ts';

/** What a try of a job knows of itself. */
export interface Attempt {
  readonly signal: AbortSignal;
  /** No further try is made if this one fails. */
  readonly last: boolean;
}

/** How far a job came that may have to wait for readings. */
export type FollowStep =
  | { readonly state: 'done' }
  | { readonly state: 'reading'; readonly wave: number; readonly readings: readonly string[] };

/** What the queues call; `runtime` maps these to use-cases. */
export interface JobHandlers {
  follow(payload: Payload<'follow'>, attempt: Attempt): Promise<FollowStep>;
  inquire(payload: Payload<'inquire'>, attempt: Attempt): Promise<FollowStep>;
  /** `busy`: another worker reads this account just now. */
  read(payload: Payload<'read'>, attempt: Attempt): Promise<'done' | 'busy'>;
  settle(payload: Payload<'settle'>, attempt: Attempt): Promise<void>;
  rescreen(payload: Payload<'rescreen'>, attempt: Attempt): Promise<void>;
  rescreenNames(payload: Payload<'rescreen-names'>, attempt: Attempt): Promise<void>;
  refreshList(payload: Payload<'refresh-list'>, attempt: Attempt): Promise<void>;
  look(payload: Payload<'look'>, attempt: Attempt): Promise<void>;
  visit(payload: Payload<'visit'>, attempt: Attempt): Promise<void>;
  ingest(payload: Payload<'ingest'>, attempt: Attempt): Promise<void>;
  upkeep(payload: Payload<'upkeep'>, attempt: Attempt): Promise<void>;
}

/** A job that stays in its queue until a person has looked. Of its payload nothing. */
export interface GivenUpJob {
  readonly queue: QueueName;
  readonly id: string;
  /** Tries that were made of it. */
  readonly attempt: number;
  /** Of the last try's error; `job.failed` where that has none. */
  readonly code: string;
}

export interface WorkerOptions {
  readonly handlers: JobHandlers;
  readonly onError: (error: unknown, queue: QueueName) => void;
  /** Told of each job that no further try is made of. */
  readonly onGivenUp: (job: GivenUpJob) => void;
  /** Short in tests, so that the work of a killed worker is taken up soon. */
  readonly lockDurationMs?: number;
  /** Only these; undefined: all. */
  readonly queues?: readonly QueueName[];
}

const concurrency: Readonly<Record<QueueName, number>> = {
  follow: 4,
  inquire: 2,
  read: 8,
  settle: 4,
  rescreen: 2,
  'rescreen-names': 1,
  'refresh-list': 4,
  look: 2,
  visit: 2,
  ingest: 4,
  upkeep: 1,
};
const lockDurationMs = 30_000;
/** A worker that was killed twice under the same job is no reason to give the job up. */
const maxStalledCount = 5;
const busyDelayMs = 500;
const drainMs = 8_000;
/** Steps that one run of such a job makes without waiting; its readings were all done already. */
const stepsMax = 1_000;

/** Starts a worker on every queue that is wanted. Closing lets each finish what it has in hand. */
export function startWorkers(
  backend: QueueBackend,
  queues: Queues,
  options: WorkerOptions,
): { close(): Promise<void> } {
  const abort = new AbortController();
  const processors = processorsOf(queues, options.handlers, abort.signal);
  const workers: JobWorker[] = [];
  for (const [name, processor] of Object.entries(processors)) {
    // CAST: the record is keyed by queue names; Object.entries forgets it.
    const queue = name as QueueName;
    if (options.queues && !options.queues.includes(queue)) continue;
    const worker = backend.worker(queue, withPolicy(processor), {
      concurrency: concurrency[queue],
      lockDuration: options.lockDurationMs ?? lockDurationMs,
      stalledInterval: options.lockDurationMs ?? lockDurationMs,
      maxStalledCount,
    });
    worker.on('error', (error) => options.onError(error, queue));
    worker.on('failed', (job, error) => {
      if (job && isGivenUp(job, error)) options.onGivenUp(givenUp(queue, job, error));
    });
    workers.push(worker);
  }
  return {
    close: async () => {
      // What is in hand may end by itself; a long reading is broken off and tried again elsewhere.
      const patience = setTimeout(() => abort.abort(), drainMs);
      await Promise.all(workers.map((worker) => worker.close()));
      clearTimeout(patience);
    },
  };
}

function processorsOf(
  queues: Queues,
  handlers: JobHandlers,
  signal: AbortSignal,
): Record<QueueName, JobProcessor> {
  const attempt = (job: Job): Attempt => ({ signal, last: isLastTry(job) });
  return {
    follow: (job, token) => {
      const payload = readPayload('follow', job.data);
      return runInWaves(job, token, queues, () => handlers.follow(payload, attempt(job)));
    },
    inquire: (job, token) => {
      const payload = readPayload('inquire', job.data);
      return runInWaves(job, token, queues, () => handlers.inquire(payload, attempt(job)));
    },
    read: (job, token) => runRead(job, token, handlers, attempt(job)),
    settle: (job) => handlers.settle(readPayload('settle', job.data), attempt(job)),
    rescreen: (job) => handlers.rescreen(readPayload('rescreen', job.data), attempt(job)),
    'rescreen-names': (job) =>
      handlers.rescreenNames(readPayload('rescreen-names', job.data), attempt(job)),
    'refresh-list': (job) =>
      handlers.refreshList(readPayload('refresh-list', job.data), attempt(job)),
    look: (job) => handlers.look(readPayload('look', job.data), attempt(job)),
    visit: (job) => handlers.visit(readPayload('visit', job.data), attempt(job)),
    ingest: (job) => handlers.ingest(readPayload('ingest', job.data), attempt(job)),
    upkeep: (job) => handlers.upkeep(readPayload('upkeep', job.data), attempt(job)),
  };
}

function isLastTry(job: Job): boolean {
  return job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
}

/** After a try that failed and was counted. */
function isGivenUp({ attemptsMade, opts }: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || attemptsMade >= (opts.attempts ?? 1);
}

function givenUp(queue: QueueName, { id = '', attemptsMade }: Job, error: Error): GivenUpJob {
  const code = isWagetraceError(error.cause) ? error.cause.code : 'job.failed';
  return { queue, id, attempt: attemptsMade, code };
}

/**
 * The one place where an error becomes a retry: what is not retryable fails at once and is kept.
 * The queue stores messages, so U+0000, which PostgreSQL cannot hold, is taken out of them.
 */
function withPolicy(processor: JobProcessor): JobProcessor {
  return async (job, token, signal) => {
    try {
      await processor(job, token, signal);
    } catch (error) {
      if (error instanceof WaitingChildrenError || error instanceof DelayedError) throw error;
      const code = isWagetraceError(error) ? `${error.code}: ` : '';
      const message = `${code}${messageOf(error)}`;
      const isFinal = isWagetraceError(error) && !error.retryable;
      const failure = isFinal ? new UnrecoverableError(message) : new Error(message);
      failure.cause = error;
      throw failure;
    }
  };
}

/**
 * Such a job goes as far as it can and then waits for its readings as its children. When they
 * were all done before it could begin to wait, it goes on at once.
 */
async function runInWaves(
  job: Job,
  token: string | undefined,
  queues: Queues,
  goOn: () => Promise<FollowStep>,
): Promise<void> {
  for (let step = 0; step < stepsMax; step++) {
    const outcome = await goOn();
    if (outcome.state === 'done') return;
    const parentId = job.id ?? '';
    await queues.queue('read').addBulk(
      outcome.readings.map((readingId) => ({
        name: 'read',
        data: { readingId },
        opts: {
          ...retry,
          ...keep,
          jobId: readingJobId(parentId, outcome.wave, readingId),
          parent: { id: parentId, queue: job.queueQualifiedName },
          // The reading's own row says that it failed; the flow then goes on and says so.
          ignoreDependencyOnFailure: true,
        },
      })),
    );
    if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
  }
  throw new WagetraceError('job.endless', `No end after ${stepsMax} steps`);
}

async function runRead(
  job: Job,
  token: string | undefined,
  handlers: JobHandlers,
  attempt: Attempt,
): Promise<void> {
  const outcome = await handlers.read(readPayload('read', job.data), attempt);
  if (outcome === 'done') return;
  await job.moveToDelayed(Date.now() + busyDelayMs, token);
  throw new DelayedError();
}
