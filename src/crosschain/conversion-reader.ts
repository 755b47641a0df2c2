import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Conversions, ConversionsFound, TransactionRef } from '../ports/conversions.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { LegDecoder } from './bridges/leg-decoder.ts';
import type { LegMatch, MatchSettings } from './matcher/leg-match.ts';
import { legMatcher } from './matcher/match-legs.ts';
import type { MixerFact } from './mixers/mixer-fact.ts';
import { seenMixers } from './mixers/mixer-walls.ts';
import { departureConversions, readConversions } from './read-conversions.ts';
import type { ConversionStore } from './store.ts';
import type { KeptReading } from './stored-reading.ts';
import type { SwapSettings } from './swaps/swap.ts';
import { recordOfSourced } from './transaction-reader.ts';

/** Payments to a declared receiver that are looked at for one departure, the soonest first. */
const searchedMax = 40;
/** Transfers of a declared receiver beyond which he is not searched. */
const receiverTransfersMax = 5_000;

export interface ConversionReaderParts {
  readonly chains: ChainCatalogue;
  readonly ledger: TransferLedger;
  readonly store: ConversionStore;
  readonly decoder: LegDecoder;
  readonly match: MatchSettings;
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
    for (const { chain, tx } of transactions) {
      const reading = await this.#read(chain, tx, finds, signal);
      if (!reading) continue;
      mixers.push(...reading.mixers);
      conversions.push(...reading.swaps);
      for (const departure of reading.departures) {
        const match = await this.#matchOf(organisationId, departure.leg, finds, signal);
        const isConfigured = (id: ChainId) => this.#parts.chains.chain(id) !== undefined;
        conversions.push(...departureConversions([departure], () => match, isConfigured));
      }
    }
    await this.#noteDestinations(organisationId, conversions, finds);
    return {
      conversions,
      verdicts: seenMixers(mixers),
      transfers: [...finds.transfers.values()].flat(),
      reasons: [...finds.reasons.values()],
    };
  }

  async #read(
    chain: ChainId,
    tx: string,
    finds: Finds,
    signal: AbortSignal,
  ): Promise<KeptReading | undefined> {
    const kept = await this.#parts.store.reading(chain, tx);
    if (kept) return kept;
    const source = this.#parts.chains.source(chain);
    if (!source) {
      note(finds, 'no-source', `${chain} has no source, so its conversions are not known`);
      return undefined;
    }
    const sourced = await source.transaction(tx, signal);
    if (!sourced || sourced.failed) return undefined;
    for (const reason of sourced.incomplete ?? []) finds.reasons.set(reason.code, reason);
    const record = recordOfSourced(this.#parts.chains, chain, tx, sourced);
    if (!record) return undefined;
    const { transfers, events } = sourced;
    // Coins of UTXO chains have a ledger of their own, filled by who follows them.
    if (!sourced.utxo) {
      await this.#parts.ledger.append({ owner: { shared: true }, transfers, events, coverage: [] });
    }
    const reading = readConversions(record, this.#parts.decoder, this.#parts.swaps);
    await this.#parts.store.save(chain, tx, sourced.height, reading);
    return reading;
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
    const { legs, truncated } = await this.#parts.store.around(leg);
    if (truncated)
      note(finds, 'bridge-legs-truncated', 'Too many bridge legs share an id or party');
    const matcher = legMatcher(this.#parts.match);
    for (const other of legs) matcher.add(other);
    return matcher.matchOf(leg);
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
    for (const tx of hashes.slice(0, searchedMax)) {
      await this.#read(counterpart, tx, finds, signal);
    }
    return hashes.length > 0;
  }

  async #noteDestinations(
    organisationId: string,
    conversions: readonly Conversion[],
    { transfers }: Finds,
  ): Promise<void> {
    const sides = conversions.flatMap(({ source, destinations }) => [source, ...destinations]);
    for (const { chain, tx } of sides) {
      const key = `${chain}:${tx}`;
      if (transfers.has(key)) continue;
      transfers.set(key, await this.#parts.ledger.transaction(organisationId, chain, tx));
    }
  }
}

function note({ reasons }: Finds, code: string, message: string): void {
  reasons.set(code, { code, message });
}
