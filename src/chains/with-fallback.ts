import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import { readOn } from './read-on.ts';

/** Errors that another provider would give as well, or that must be seen. */
const sameElsewhere = new Set(['source.reorged', 'source.above-head', 'source.disagreement']);

function nextAfter(error: unknown, sources: readonly ChainSource[], index: number): ChainSource {
  const next = sources[index + 1];
  const elsewhere =
    isWagetraceError(error) && error.code.startsWith('source.') && !sameElsewhere.has(error.code);
  if (!next || !elsewhere) throw error;
  return next;
}

/**
 * Several sources of one chain as one, the preferred first: where one fails, the next goes on. Each
 * call begins with the preferred one again; each batch names who gave it.
 * Throws what the last one threw.
 */
export function withFallback(sources: readonly [ChainSource, ...ChainSource[]]): ChainSource {
  const [first] = sources;
  if (sources.some((source) => source.chain !== first.chain)) {
    throw new WagetraceError(
      'source.wrong-chain',
      'Sources of several chains cannot stand in for one another',
    );
  }

  async function tried<T>(
    work: (source: ChainSource) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    let source: ChainSource = first;
    for (let index = 0; ; index++) {
      try {
        return await work(source);
      } catch (error) {
        signal.throwIfAborted();
        source = nextAfter(error, sources, index);
      }
    }
  }

  function recovery(signal: AbortSignal) {
    let index = 0;
    return (error: unknown) => {
      signal.throwIfAborted();
      const next = nextAfter(error, sources, index);
      index += 1;
      return Promise.resolve(next);
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
