import { Worker } from 'node:worker_threads';
import { messageOf, WagetraceError } from '../domain/errors.ts';
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

  /** Starts the thread; it finds nobody until it was told whom there is to find. */
  constructor() {
    this.#worker = new Worker(threadFile, { execArgv: [] });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#end(messageOf(error)));
    this.#worker.on('exit', () => this.#end('the thread ended'));
  }

  /** Takes the names of these parties apart, each party as JSON. Throws `names.failed`. */
  async build(parties: readonly string[]): Promise<void> {
    for (let at = 0; at < parties.length; at += partiesAtOnce) {
      await this.#ask({ kind: 'add', parties: parties.slice(at, at + partiesAtOnce) });
    }
    await this.#ask({ kind: 'build' });
  }

  /** Takes over what `pack` gave; false when it cannot be read. Throws `names.failed`. */
  async read(packed: Uint8Array): Promise<boolean> {
    const { unreadable } = await this.#ask({ kind: 'read', packed });
    return unreadable === undefined;
  }

  /** The index that was built, to be kept. Throws `names.failed`. */
  async pack(): Promise<Uint8Array> {
    const { packed } = await this.#ask({ kind: 'pack' });
    return packed ?? new Uint8Array();
  }

  /** One answer for each subject, in order. Throws `names.failed` when the thread is gone. */
  async search(subjects: readonly NamedSubject[]): Promise<PartyAnswer[]> {
    const answers: PartyAnswer[] = [];
    for (let at = 0; at < subjects.length; at += subjectsAtOnce) {
      const part = subjects.slice(at, at + subjectsAtOnce);
      const { found = [] } = await this.#ask({ kind: 'search', subjects: part });
      answers.push(...found);
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
