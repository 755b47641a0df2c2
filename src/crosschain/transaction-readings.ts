import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { ChainSource, SourcedTransaction } from '../ports/chain-source.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { LegDecoder, LegReading } from './bridges/leg-decoder.ts';
import { readConversions } from './read-conversions.ts';
import { type ConversionStore, transactionName } from './store.ts';
import type { KeptReading } from './stored-reading.ts';
import type { SwapSettings } from './swaps/swap.ts';
import { recordOfSourced } from './transaction-reader.ts';

/** Transactions that are read from a chain at once; their calls travel together. */
const readsAtOnce = 20;

export interface ReadingParts {
  readonly chains: ChainCatalogue;
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
  readonly store: ConversionStore;
  readonly decoder: LegDecoder;
  readonly swaps: SwapSettings;
}

/** Collects what a request finds on its way. */
export interface Finds {
  readonly transfers: Map<string, readonly Transfer[]>;
  readonly reasons: Map<string, IncompleteReason>;
}

/** Readings of transactions, made from their chains once and kept. */
export class TransactionReadings {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** The readings of the transactions, in their order; those that cannot be had are noted. */
  async readAll(
    asked: readonly TransactionRef[],
    finds: Finds,
    signal: AbortSignal,
  ): Promise<KeptReading[]> {
    // What is made up has no contracts.
    const transactions = asked.filter(({ chain }) => !this.#parts.chains.chain(chain)?.synthetic);
    const kept = await this.#parts.store.readings(transactions);
    const missing = transactions.filter((ref) => !kept.has(transactionName(ref)));
    for (let at = 0; at < missing.length; at += readsAtOnce) {
      const part = missing.slice(at, at + readsAtOnce);
      const readings = await Promise.all(part.map((ref) => this.#read(ref, finds, signal)));
      for (const [index, ref] of part.entries()) {
        const reading = readings[index];
        if (reading) kept.set(transactionName(ref), reading);
      }
    }
    return transactions.flatMap((ref) => kept.get(transactionName(ref)) ?? []);
  }

  async #read(
    { chain, tx }: TransactionRef,
    finds: Finds,
    signal: AbortSignal,
  ): Promise<KeptReading | undefined> {
    const sourced =
      (await this.storedCoins(chain, tx)) ?? (await this.#sourced(chain, tx, finds, signal));
    const record = sourced && recordOfSourced(this.#parts.chains, chain, tx, sourced);
    if (!sourced || sourced.failed || !record) return undefined;
    const read = readConversions(record, this.#parts.decoder, this.#parts.swaps);
    const reading = { ...read, lacks: [...(sourced.incomplete ?? []), ...unreadReasons(read)] };
    await this.#parts.store.save(record, reading);
    return reading;
  }

  /** What moves coins is stored whole: nothing is asked of the chain again. */
  async storedCoins(chain: ChainId, tx: string): Promise<SourcedTransaction | undefined> {
    if (this.#parts.chains.chain(chain)?.ledger !== 'utxo') return undefined;
    const [utxo] = await this.#parts.coins.transactions(chain, [tx]);
    return utxo && { ...utxo, utxo, failed: false, transfers: [], events: [] };
  }

  /** What the chain tells of a transaction, stored; undefined, with a note, where it cannot be had. */
  async #sourced(
    chain: ChainId,
    tx: string,
    finds: Finds,
    signal: AbortSignal,
  ): Promise<SourcedTransaction | undefined> {
    const source = this.#parts.chains.source(chain);
    if (!source) {
      note(finds, 'no-source', `${chain} has no source, so its conversions are not known`);
      return undefined;
    }
    const sourced = await askedOf(source, tx, finds, signal);
    if (!sourced) return undefined;
    const { transfers, events, utxo } = sourced;
    if (utxo) await this.#parts.coins.append([utxo]);
    await this.#parts.ledger.append({ owner: { shared: true }, transfers, events, coverage: [] });
    return sourced;
  }
}

/** What bridges said of the transaction and nobody could read: value may have left by it. */
function unreadReasons({ unreadable }: LegReading): IncompleteReason[] {
  return [...new Set(unreadable.map(({ protocol }) => protocol))].map((protocol) => ({
    code: 'bridge-event-unreadable',
    message: `An event of ${protocol} could not be read: what left by it is not known`,
  }));
}

/**
 * What the source tells of a transaction. A failure that no retry mends is noted: the walk goes on
 * and its answer says what it lacks.
 */
async function askedOf(
  source: ChainSource,
  tx: string,
  finds: Finds,
  signal: AbortSignal,
): Promise<SourcedTransaction | undefined> {
  try {
    const sourced = await source.transaction(tx, signal);
    if (!sourced) {
      note(finds, 'transaction-gone', `${source.chain} does not show a transaction that it showed`);
    }
    return sourced;
  } catch (error) {
    if (!isWagetraceError(error) || error.retryable) throw error;
    note(finds, 'conversion-unread', `A transaction could not be read: ${error.code}`);
    return undefined;
  }
}

export function note({ reasons }: Finds, code: string, message: string): void {
  reasons.set(`${code} ${message}`, { code, message });
}
