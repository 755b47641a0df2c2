import type { ChainId } from '../domain/caip.ts';
import { type Completeness, complete, completenessOf } from '../domain/completeness.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { ChainSource } from '../ports/chain-source.ts';

const checkEveryMs = 30_000;
const checkTimeoutMs = 10_000;
/** An answer older than this says nothing about now. */
const staleAfterMs = 3 * checkEveryMs;

interface Checked {
  readonly at: number;
  /** Undefined: it answered. */
  readonly failure?: string;
}

/** Asks every configured source for its head now and then, so that a decision need not wait for one. */
export class ChainHealth {
  readonly #sources: readonly ChainSource[];
  readonly #checked = new Map<ChainId, Checked>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sources: readonly ChainSource[]) {
    this.#sources = sources;
  }

  /** Resolves when each source was asked once; goes on asking until `stop`. */
  async start(): Promise<void> {
    await this.#checkAll();
    this.#timer = setInterval(() => void this.#checkAll(), checkEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether the source of the chain answered lately. */
  of(chain: ChainId): Completeness {
    const checked = this.#checked.get(chain);
    if (checked && checked.failure === undefined && Date.now() - checked.at < staleAfterMs) {
      return complete;
    }
    const code = checked?.failure ?? 'source.unchecked';
    return completenessOf([{ code, message: `The source of ${chain} does not answer (${code})` }]);
  }

  async #checkAll(): Promise<void> {
    await Promise.all(this.#sources.map((source) => this.#check(source)));
  }

  async #check(source: ChainSource): Promise<void> {
    const at = Date.now();
    try {
      await source.head(AbortSignal.timeout(checkTimeoutMs));
      this.#checked.set(source.chain, { at });
    } catch (error) {
      const failure = isWagetraceError(error) ? error.code : 'source.failed';
      this.#checked.set(source.chain, { at, failure });
    }
  }
}
