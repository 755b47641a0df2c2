import {
  createPostgresBackend,
  type Job,
  type JobsOptions,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';

/** What is used of a queue; the same on both backends. */
export interface JobQueue {
  add(name: string, data: object, options?: JobsOptions): Promise<unknown>;
  addBulk(
    jobs: { readonly name: string; readonly data: object; readonly opts?: JobsOptions }[],
  ): Promise<unknown>;
  upsertJobScheduler(
    id: string,
    repeat: { every: number },
    template: {
      name: string;
      data: object;
      opts?: Omit<JobsOptions, 'jobId' | 'repeat' | 'delay'>;
    },
  ): Promise<unknown>;
  getJobSchedulers(): Promise<readonly { readonly key: string }[]>;
  removeJobScheduler(id: string): Promise<unknown>;
  getJobCounts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Told of every try that failed; no job where it was removed meanwhile. */
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

export type JobProcessor = Processor<object, void, string>;

/** Where jobs are kept: PostgreSQL when nothing else is set, Redis when it is. Same code above. */
export interface QueueBackend {
  readonly name: 'postgres' | 'redis';
  queue(name: string): JobQueue;
  worker(
    name: string,
    processor: JobProcessor,
    options: Omit<WorkerOptions, 'connection'>,
  ): JobWorker;
  close(): Promise<void>;
}

/** Connections of each queue or worker; every one opens a pool of its own. */
const poolMax = 3;
/** A hash tag, so that all keys of a flow live in one slot of a Redis Cluster. */
const redisPrefix = '{wt}';

/** `onError` is told of connections that broke; they are opened again by themselves. */
export function openQueueBackend(
  settings: { readonly databaseUrl: string; readonly redisUrl: string | undefined },
  onError: (error: Error) => void,
): QueueBackend {
  return settings.redisUrl === undefined
    ? postgresBackend(settings.databaseUrl, onError)
    : redisBackend(settings.redisUrl, onError);
}

function postgresBackend(databaseUrl: string, onError: (error: Error) => void): QueueBackend {
  const classes = withBackend(createPostgresBackend);
  const connection = { connectionString: databaseUrl, max: poolMax };
  return {
    name: 'postgres',
    queue: (name) => new classes.Queue<object, void>(name, { connection }).on('error', onError),
    worker: (name, processor, options) =>
      new classes.Worker<object, void>(name, processor, { ...options, connection }),
    close: async () => {},
  };
}

function redisBackend(redisUrl: string, onError: (error: Error) => void): QueueBackend {
  // BullMQ's blocking commands must wait for ever; a command that cannot be sent fails with its job.
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null }).on('error', onError);
  return {
    name: 'redis',
    queue: (name) =>
      new Queue<object, void>(name, { connection, prefix: redisPrefix }).on('error', onError),
    worker: (name, processor, options) =>
      new Worker<object, void>(name, processor, { ...options, connection, prefix: redisPrefix }),
    close: async () => {
      await connection.quit();
    },
  };
}

/** Brings the queues' own schema up to date; for the migrate step. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const classes = withBackend(createPostgresBackend);
  const connection = { connectionString: databaseUrl, max: 1, migrate: true };
  const queue = new classes.Queue<object, void>('upkeep', { connection });
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}
