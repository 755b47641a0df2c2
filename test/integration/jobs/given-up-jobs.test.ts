import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WagetraceError } from '../../../src/domain/errors.ts';
import { openQueueBackend, type QueueBackend } from '../../../src/jobs/backend.ts';
import { Queues } from '../../../src/jobs/work-queue.ts';
import { type GivenUpJob, type JobHandlers, startWorkers } from '../../../src/jobs/workers.ts';
import { prepareDatabase } from '../../../src/runtime/compose-database.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const organisationId = systemClock.id();

describe('a job that fails', () => {
  let opened: TestDatabase;
  let backend: QueueBackend;
  let queues: Queues;
  let workers: { close(): Promise<void> };
  const givenUp: GivenUpJob[] = [];
  const tries = new Map<string, number>();

  beforeAll(async () => {
    opened = await openTestDatabase();
    await prepareDatabase(opened.url);
    const fail = (error: unknown) => {
      throw error;
    };
    backend = openQueueBackend({ databaseUrl: opened.url, redisUrl: undefined }, fail);
    queues = new Queues(backend);
    const settle: JobHandlers['settle'] = async ({ tx }) => {
      const tried = (tries.get(tx) ?? 0) + 1;
      tries.set(tx, tried);
      if (tx === 'mended' && tried > 1) return;
      if (tx === 'a bug') throw new TypeError('of a payload: secret');
      throw new WagetraceError(`test.${tx}`, 'of a payload: secret', {
        retryable: tx !== 'refused',
      });
    };
    workers = startWorkers(backend, queues, {
      // CAST: the only handler whose queue has a worker.
      handlers: { settle } as JobHandlers,
      ...{ queues: ['settle'], onError: fail },
      onGivenUp: (job) => givenUp.push(job),
    });
  });
  afterAll(async () => {
    await workers?.close();
    await queues?.close();
    await backend?.close();
    await opened?.close();
  });

  it('is told of once no further try is made, by its code, and by nothing of its payload', async () => {
    const add = async (id: string, data: object) =>
      await queues.queue('settle').add('settle', data, { jobId: `job.${id}`, attempts: 2 });
    for (const tx of ['down', 'refused', 'a bug', 'mended']) {
      await add(tx.replace(' ', '-'), {
        kind: 'settle',
        organisationId,
        payoutId: organisationId,
        tx,
      });
    }
    await add('nonsense', { kind: 'settle', note: 'secret' });
    await until('all have ended', async () => {
      const { completed, failed } = await queues.queue('settle').getJobCounts();
      return completed === 1 && failed === 4 ? true : undefined;
    });
    const queue = 'settle';
    await until('all are told', async () => (givenUp.length >= 4 ? true : undefined));
    expect([...givenUp].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { queue, id: 'job.a-bug', attempt: 2, code: 'job.failed' },
      { queue, id: 'job.down', attempt: 2, code: 'test.down' },
      { queue, id: 'job.nonsense', attempt: 1, code: 'job.bad-payload' },
      { queue, id: 'job.refused', attempt: 1, code: 'test.refused' },
    ]);
    expect(tries.get('mended')).toBe(2);
  });
});
