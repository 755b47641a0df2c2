import { Worker } from 'node:worker_threads';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { ListedParty } from '../domain/listed-party.ts';
import type { NamedSubject } from '../domain/name-match.ts';
import type { ThreadAnswer, ThreadRequest } from './name-thread.ts';
import type { PartyAnswer } from './party-search.ts';

/** Parties handed over at a time, so that copying them holds nobody up. */
const partiesAtOnce = 500;
/** Names searched at a time, so that a great pay run lets others in between. */
const subjectsAtOnce = 25;

interface Waiting {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: WagetraceError) => void;
}

/** An index of names in a thread of its own: neither building nor searching it holds up the loop. */
export class NameSearcher {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #gone: WagetraceError | undefined;

  private constructor() {
    this.#worker = new Worker(threadFile, { execArgv: [] });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', () => this.#end('the thread ended'));
  }

  /** Builds an index of these parties. Throws `names.failed`. */
  static async build(parties: readonly ListedParty[]): Promise<NameSearcher> {
    const searcher = new NameSearcher();
    try {
      for (let at = 0; at < parties.length; at += partiesAtOnce) {
        await searcher.#ask({ kind: 'add', parties: parties.slice(at, at + partiesAtOnce) });
      }
      await searcher.#ask({ kind: 'build' });
      return searcher;
    } catch (error) {
      await searcher.close();
      throw error;
    }
  }

  /** One answer for each subject, in order. Throws `names.failed` when the thread is gone. */
  async search(subjects: readonly NamedSubject[]): Promise<PartyAnswer[]> {
    const answers: PartyAnswer[] = [];
    for (let at = 0; at < subjects.length; at += subjectsAtOnce) {
      const part = subjects.slice(at, at + subjectsAtOnce);
      answers.push(...(await this.#ask({ kind: 'search', subjects: part })));
    }
    return answers;
  }

  async close(): Promise<void> {
    this.#end('it was closed');
    await this.#worker.terminate();
  }

  #ask(request: ThreadRequest): Promise<ThreadAnswer> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  #end(why: string): void {
    this.#gone ??= new WagetraceError('names.failed', `Names cannot be searched: ${why}`, {
      retryable: true,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}

const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './name-thread-from-sources.mjs' : './name-thread.js',
  import.meta.url,
);
