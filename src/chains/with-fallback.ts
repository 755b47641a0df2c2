import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import { readOn } from './read-on.ts';

/** Errors that another provider would give as well, or that must be seen. */
const sameElsewhere = new Set(['source.reorged', 'source.above-head', 'source.disagreement']);

/** What is left to try after an error, and the error to throw when that is nothing. */
class Attempts<Source> {
  readonly #left: Source[];
  #worst: unknown;

  constructor(others: readonly Source[]) {
    this.#left = [...others];
  }

  /** The next source. Throws when the error is the same everywhere, or nobody is left. */
  after(error: unknown): Source {
    const known = isWagetraceError(error) && error.code.startsWith('source.');
    if (!known || sameElsewhere.has(error.code)) throw error;
    // That a stand-in cannot do it at all says less than why the preferred one failed.
    if (this.#worst === undefined || error.code !== 'source.unsupported') this.#worst = error;
    const next = this.#left.shift();
    if (!next) throw this.#worst;
    return next;
  }
}

/**
 * Asks the first of several that stand in for one another, and the next where one fails. Throws
 * what the last one threw that could have done it, and the reason of the signal.
 */
export async function askInTurn<Source, Answer>(
  [first, ...others]: readonly [Source, ...Source[]],
  ask: (source: Source) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const attempts = new Attempts(others);
  for (let source = first; ; ) {
    try {
      return await ask(source);
    } catch (error) {
      signal.throwIfAborted();
      source = attempts.after(error);
    }
  }
}

/**
 * Several sources of one chain as one, the preferred first: where one fails, the next goes on. Each
 * call begins with the preferred one again; each batch names who gave it.
 * Throws what the last one threw that could have done it.
 */
export function withFallback(sources: readonly [ChainSource, ...ChainSource[]]): ChainSource {
  const [first, ...others] = sources;
  if (sources.some((source) => source.chain !== first.chain)) {
    throw new WagetraceError(
      'source.wrong-chain',
      'Sources of several chains cannot stand in for one another',
    );
  }

  const tried = <T>(work: (source: ChainSource) => Promise<T>, signal: AbortSignal) =>
    askInTurn(sources, work, signal);

  function recovery(signal: AbortSignal) {
    const attempts = new Attempts(others);
    return (error: unknown) => {
      signal.throwIfAborted();
      return Promise.resolve(attempts.after(error));
    };
  }

  return {
    chain: first.chain,
    name: sources.map(({ name }) => name).join(', '),
    head: (signal) => tried((source) => source.head(signal), signal),
    account: (account, range, signal) =>
      readOn(
        first,
        range,
        (one, rest) => one.account(account, rest, signal),
        recovery(signal),
        signal,
      ),
    blocks: (range, signal) =>
      readOn(first, range, (one, rest) => one.blocks(rest, signal), recovery(signal), signal),
    transaction: (tx, signal) => tried((source) => source.transaction(tx, signal), signal),
    blockHash: (height, signal) => tried((source) => source.blockHash(height, signal), signal),
  };
}
