import type { Work, WorkQueue } from '../ports/work.ts';
import type { JobQueue, QueueBackend } from './backend.ts';
import { delayMs, jobIdOf, keep, type QueueName, queueNames, retry } from './job-names.ts';

/** The queues of this process: one for each name, since each opens connections of its own. */
export class Queues implements WorkQueue {
  readonly #queues: ReadonlyMap<QueueName, JobQueue>;

  constructor(backend: QueueBackend) {
    this.#queues = new Map(queueNames.map((name) => [name, backend.queue(name)]));
  }

  queue(name: QueueName): JobQueue {
    const queue = this.#queues.get(name);
    if (!queue) throw new TypeError(`No queue ${name}`);
    return queue;
  }

  async enqueue(work: readonly Work[]): Promise<void> {
    for (const kind of new Set(work.map((one) => one.kind))) {
      const jobs = work
        .filter((one) => one.kind === kind)
        .map((one) => ({
          name: kind,
          data: one,
          opts: { jobId: jobIdOf(one), delay: delayMs[kind] ?? 0, ...retry, ...keep },
        }));
      await this.queue(kind).addBulk(jobs);
    }
  }

  /** How many jobs each queue has in each state. */
  async counts(): Promise<Record<string, Record<string, number>>> {
    const entries = [...this.#queues].map(async ([name, queue]) => {
      return [name, await queue.getJobCounts()] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}
