import { Worker } from 'node:worker_threads';
import type { AccountId } from '../../domain/caip.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type { ConvergenceResult } from '../../tracing/convergence/convergence.ts';
import type { PaidPayee } from '../../tracing/convergence/paid-payee.ts';
import type { ExposureOutcome } from '../../tracing/exposure.ts';
import type {
  ConvergenceTask,
  EngineAnswers,
  EngineReply,
  EngineRequest,
  ExposureTask,
  MeetingsTask,
  PathsFound,
  PathsTask,
} from './engine-message.ts';

/** Transfers handed over at a time, so that copying them holds nobody up. */
const transfersAtOnce = 2_000;
/** The same of payees, each of whom may have many wages. */
const payeesAtOnce = 20;

interface Waiting {
  readonly resolve: (reply: EngineReply) => void;
  readonly reject: (error: WagetraceError) => void;
}

/**
 * The engine in a thread of its own, for what would hold up the loop: it is given transfers as
 * they are loaded and asked questions about all of them. To be closed when done.
 */
export class TraceEngine {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #gone: WagetraceError | undefined;

  constructor() {
    this.#worker = new Worker(threadFile, { execArgv: [] });
    this.#worker.on('message', (reply: EngineReply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', () => this.#end('the thread ended'));
  }

  /** Adds transfers; one that was added before counts once. Throws `engine.failed` (retryable). */
  async add(transfers: readonly PotTransfer[]): Promise<void> {
    for (let at = 0; at < transfers.length; at += transfersAtOnce) {
      const part = transfers.slice(at, at + transfersAtOnce);
      await this.#ask<'add'>({ kind: 'add', transfers: part });
    }
  }

  /** `exposureOf` over all transfers. Throws what it throws, and `engine.failed`. */
  async exposure(task: ExposureTask): Promise<ExposureOutcome> {
    return await this.#ask<'exposure'>({ kind: 'exposure', task });
  }

  /** The shortest and the widest path over all transfers. Throws `engine.failed`. */
  async paths(task: PathsTask): Promise<PathsFound> {
    return await this.#ask<'paths'>({ kind: 'paths', task });
  }

  /** Adds payees with their wages. Throws `engine.failed`. */
  async pay(payees: readonly PaidPayee[]): Promise<void> {
    for (let at = 0; at < payees.length; at += payeesAtOnce) {
      await this.#ask<'pay'>({ kind: 'pay', payees: payees.slice(at, at + payeesAtOnce) });
    }
  }

  /** `meetingsOf` the added payees. Throws `engine.failed`. */
  async meetings(task: MeetingsTask): Promise<readonly AccountId[]> {
    return await this.#ask<'meetings'>({ kind: 'meetings', task });
  }

  /** `convergenceOf` the added payees. Throws `engine.failed`. */
  async convergence(task: ConvergenceTask): Promise<ConvergenceResult> {
    return await this.#ask<'convergence'>({ kind: 'convergence', task });
  }

  async close(): Promise<void> {
    this.#end('it was closed');
    await this.#worker.terminate();
  }

  async #ask<Kind extends EngineRequest['kind']>(
    request: Extract<EngineRequest, { kind: Kind }>,
  ): Promise<EngineAnswers[Kind]> {
    if (this.#gone) throw this.#gone;
    const reply = await new Promise<EngineReply>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
    if (!reply.ok) throw new WagetraceError(reply.code, reply.message);
    // CAST: the thread answers each kind of request with its own kind of answer.
    return reply.value as EngineAnswers[Kind];
  }

  #end(why: string): void {
    this.#gone ??= new WagetraceError('engine.failed', `The engine cannot be asked: ${why}`, {
      retryable: true,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}

const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './engine-thread-from-sources.mjs' : './engine-thread.js',
  import.meta.url,
);
