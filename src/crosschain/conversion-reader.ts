import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { Leg } from '../domain/leg.ts';
import type { MixerFact } from '../domain/mixer-fact.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { ChainSource, SourcedTransaction } from '../ports/chain-source.ts';
import type {
  Conversions,
  ConversionsFound,
  Recheck,
  TransactionRef,
} from '../ports/conversions.ts';
import type { Prices } from '../ports/prices.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import { isArrival, lostArrivals } from './arrivals.ts';
import type { LegDecoder } from './bridges/leg-decoder.ts';
import { carriedDestinations } from './carried-destinations.ts';
import type { LegMatch, MatchSettings } from './matcher/leg-match.ts';
import { matchAmong } from './matcher/match-among.ts';
import { seenMixers } from './mixers/mixer-walls.ts';
import { departureConversions, readConversions } from './read-conversions.ts';
import { recheckConversions } from './recheck-conversions.ts';
import { type ConversionStore, transactionName } from './store.ts';
import type { KeptReading } from './stored-reading.ts';
import type { SwapSettings } from './swaps/swap.ts';
import { recordOfSourced } from './transaction-reader.ts';
import { weighedEnds } from './weigh-ends.ts';

/** Payments to a declared receiver that are looked at for one departure, the soonest first. */
const searchedMax = 40;
/** Transfers of a declared receiver beyond which he is not searched. */
const receiverTransfersMax = 5_000;
/** Transactions that are read from a chain at once; their calls travel together. */
const readsAtOnce = 20;

export interface ConversionReaderParts {
  readonly chains: ChainCatalogue;
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
  readonly store: ConversionStore;
  readonly decoder: LegDecoder;
  readonly match: MatchSettings;
  readonly prices: Prices;
  readonly swaps: SwapSettings;
}

/** Collects what a request finds on its way. */
interface Finds {
  readonly transfers: Map<string, readonly Transfer[]>;
  readonly reasons: Map<string, IncompleteReason>;
}

/**
 * Conversions of transactions, read from their chains once and kept. The other end of a bridge is
 * looked for among the legs that are known, then among the payments to the declared receiver that
 * the ledger has on the declared chain.
 */
export class ConversionReader implements Conversions {
  readonly #parts: ConversionReaderParts;

  constructor(parts: ConversionReaderParts) {
    this.#parts = parts;
  }

  async conversionsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<ConversionsFound> {
    const finds: Finds = { transfers: new Map(), reasons: new Map() };
    const conversions: Conversion[] = [];
    const mixers: MixerFact[] = [];
    for (const reading of await this.#readAll(transactions, finds, signal)) {
      for (const { code, message } of reading.lacks) note(finds, code, message);
      mixers.push(...reading.mixers);
      conversions.push(...reading.swaps);
      if (reading.unattributed.length > 0) {
        note(
          finds,
          'bridge-sender-unknown',
          'A bridge took value of which no balance shows who gave',
        );
      }
      for (const departure of reading.departures) {
        const match = await this.#matchOf(organisationId, departure.leg, finds, signal);
        const isReadable = (id: ChainId) => this.#parts.chains.source(id) !== undefined;
        conversions.push(
          ...departureConversions([departure], () => match, isReadable, this.#parts.match),
        );
      }
    }
    const sides = conversions.flatMap(({ source, destinations }) => [source, ...destinations]);
    await this.#noteTransfers(organisationId, sides, finds);
    const carried = carriedDestinations(
      conversions,
      (chain, tx) => finds.transfers.get(transactionName({ chain, tx })) ?? [],
    );
    const { match, prices } = this.#parts;
    return {
      conversions: await weighedEnds(carried, { ...match, prices }, signal),
      verdicts: seenMixers(mixers),
      transfers: [...finds.transfers.values()].flat(),
      reasons: [...finds.reasons.values()],
    };
  }

  async arrivalsIn(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<ConversionsFound> {
    const finds: Finds = { transfers: new Map(), reasons: new Map() };
    const readings = await this.#readAll(transactions, finds, signal);
    const arrivals = readings.flatMap(({ legs }) => legs.filter(isArrival));
    const sides = await Promise.all(arrivals.map((leg) => this.#parts.store.around(leg)));
    const known = sides.flatMap(({ bound, others }) => [...bound, ...others]);
    const departed = new Map(
      [...transactions, ...known.filter(({ role }) => role === 'source')].map((ref) => [
        transactionName(ref),
        { chain: ref.chain, tx: ref.tx },
      ]),
    );
    const found = await this.conversionsOf(organisationId, [...departed.values()], signal);
    const asked = new Set(transactions.map(transactionName));
    const conversions = found.conversions.filter(({ destinations }) =>
      destinations.some((side) => asked.has(transactionName(side))),
    );
    await this.#noteTransfers(organisationId, arrivals, finds);
    const lost = lostArrivals(arrivals, conversions, [...finds.transfers.values()].flat());
    return {
      ...{ conversions, transfers: found.transfers },
      verdicts: [...found.verdicts, ...lost.verdicts],
      reasons: [...found.reasons, ...lost.reasons],
    };
  }

  async recheck(
    transactions: readonly TransactionRef[],
    cited: readonly Conversion[],
  ): Promise<Recheck> {
    const coinsOf = (chain: ChainId, tx: string) => this.#storedCoins(chain, tx);
    return await recheckConversions({ ...this.#parts, coinsOf }, transactions, cited);
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<void> {
    await this.#parts.store.withdraw(chain, aboveHeight);
  }

  /** The readings of the transactions, in their order; those that cannot be had are noted. */
  async #readAll(
    transactions: readonly TransactionRef[],
    finds: Finds,
    signal: AbortSignal,
  ): Promise<KeptReading[]> {
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
      (await this.#storedCoins(chain, tx)) ?? (await this.#sourced(chain, tx, finds, signal));
    const record = sourced && recordOfSourced(this.#parts.chains, chain, tx, sourced);
    if (!sourced || sourced.failed || !record) return undefined;
    const read = readConversions(record, this.#parts.decoder, this.#parts.swaps);
    const reading = { ...read, lacks: sourced.incomplete ?? [] };
    await this.#parts.store.save(record, reading);
    return reading;
  }

  /** What moves coins is stored whole: nothing is asked of the chain again. */
  async #storedCoins(chain: ChainId, tx: string): Promise<SourcedTransaction | undefined> {
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
      // What is made up has no contracts.
      if (this.#parts.chains.chain(chain)?.synthetic) return undefined;
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

  async #matchOf(
    organisationId: string,
    leg: Leg,
    finds: Finds,
    signal: AbortSignal,
  ): Promise<LegMatch> {
    const known = await this.#matchKnown(leg, finds);
    if (known.pending !== 'not-seen') return known;
    const isNew = await this.#searchReceiver(organisationId, leg, finds, signal);
    return isNew ? await this.#matchKnown(leg, finds) : known;
  }

  async #matchKnown(leg: Leg, finds: Finds): Promise<LegMatch> {
    const { store, match } = this.#parts;
    const neighbourhood = await store.around(leg);
    if (neighbourhood.truncated) {
      note(finds, 'bridge-legs-truncated', 'Too many bridge legs share an id or party');
    }
    return matchAmong(leg, neighbourhood, match);
  }

  /** Reads payments to the declared receiver within the window; true when any was. */
  async #searchReceiver(
    organisationId: string,
    leg: Leg,
    finds: Finds,
    signal: AbortSignal,
  ): Promise<boolean> {
    const receiver = leg.recipient?.account;
    const { counterpart } = leg;
    const terms = this.#parts.match.termsOf(leg.protocol);
    if (!receiver || !counterpart || !terms || !this.#parts.chains.source(counterpart))
      return false;
    const page = await this.#parts.ledger.transfersOf({
      organisationId,
      chain: counterpart,
      accounts: [receiver],
      range: { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER },
      transfersMax: receiverTransfersMax,
    });
    const until = Date.parse(leg.time) + terms.windowMinutes * 60_000;
    const payments = page.transfers.filter(
      (t) => t.to === receiver && t.time >= leg.time && Date.parse(t.time) <= until,
    );
    const hashes = [...new Set(payments.map((t) => t.tx))];
    if (page.truncated || hashes.length > searchedMax) {
      note(finds, 'bridge-search-limit', 'The receiver has more payments than are searched');
    }
    const looked = hashes.slice(0, searchedMax).map((tx) => ({ chain: counterpart, tx }));
    await this.#readAll(looked, finds, signal);
    return hashes.length > 0;
  }

  async #noteTransfers(
    organisationId: string,
    transactions: readonly TransactionRef[],
    { transfers }: Finds,
  ): Promise<void> {
    for (const { chain, tx } of transactions) {
      const key = transactionName({ chain, tx });
      if (transfers.has(key)) continue;
      transfers.set(key, await this.#parts.ledger.transaction(organisationId, chain, tx));
    }
  }
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

function note({ reasons }: Finds, code: string, message: string): void {
  reasons.set(`${code} ${message}`, { code, message });
}
