import type { ChainId } from '../domain/caip.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import type { MixerFact } from '../domain/mixer-fact.ts';
import type {
  Conversions,
  ConversionsFound,
  Recheck,
  TransactionRef,
} from '../ports/conversions.ts';
import type { Prices } from '../ports/prices.ts';
import { isArrival, lostArrivals } from './arrivals.ts';
import { carriedDestinations } from './carried-destinations.ts';
import type { LegMatch, MatchSettings } from './matcher/leg-match.ts';
import { matchAmong } from './matcher/match-among.ts';
import { seenMixers } from './mixers/mixer-walls.ts';
import { departureConversions } from './read-conversions.ts';
import { recheckConversions } from './recheck-conversions.ts';
import { transactionName } from './store.ts';
import {
  type Finds,
  note,
  type ReadingParts,
  TransactionReadings,
} from './transaction-readings.ts';
import { weighedEnds } from './weigh-ends.ts';

/** Payments to a declared receiver that are looked at for one departure, the soonest first. */
const searchedMax = 40;
/** Departures that are looked at for one arrival: those of its ids, then the nearest in time of its parties. */
const departuresMax = 40;
/** Transfers of a declared receiver beyond which he is not searched. */
const receiverTransfersMax = 5_000;

export interface ConversionReaderParts extends ReadingParts {
  readonly match: MatchSettings;
  readonly prices: Prices;
}

/**
 * Conversions of transactions, read from their chains once and kept. The other end of a bridge is
 * looked for among the legs that are known, then among the payments to the declared receiver that
 * the ledger has on the declared chain.
 */
export class ConversionReader implements Conversions {
  readonly #parts: ConversionReaderParts;
  readonly #readings: TransactionReadings;

  constructor(parts: ConversionReaderParts) {
    this.#parts = parts;
    this.#readings = new TransactionReadings(parts);
  }

  async conversionsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<ConversionsFound> {
    const finds: Finds = { transfers: new Map(), reasons: new Map() };
    const conversions: Conversion[] = [];
    const mixers: MixerFact[] = [];
    for (const reading of await this.#readings.readAll(transactions, finds, signal)) {
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
    const readings = await this.#readings.readAll(transactions, finds, signal);
    const arrivals = readings.flatMap(({ legs }) => legs.filter(isArrival));
    const departed = new Map(transactions.map((ref) => [transactionName(ref), ref]));
    for (const arrival of arrivals) {
      for (const { chain, tx } of await this.#departuresOf(arrival, finds))
        departed.set(transactionName({ chain, tx }), { chain, tx });
    }
    const found = await this.conversionsOf(organisationId, [...departed.values()], signal);
    for (const { code, message } of found.reasons) note(finds, code, message);
    const asked = new Set(transactions.map(transactionName));
    const conversions = found.conversions.filter(({ destinations }) =>
      destinations.some((side) => asked.has(transactionName(side))),
    );
    await this.#noteTransfers(organisationId, arrivals, finds);
    const lost = lostArrivals(arrivals, conversions, [...finds.transfers.values()].flat());
    return {
      ...{ conversions, transfers: found.transfers },
      verdicts: [...found.verdicts, ...lost.verdicts],
      reasons: [...finds.reasons.values(), ...lost.reasons],
    };
  }

  async recheck(
    transactions: readonly TransactionRef[],
    cited: readonly Conversion[],
  ): Promise<Recheck> {
    const coinsOf = (chain: ChainId, tx: string) => this.#readings.storedCoins(chain, tx);
    return await recheckConversions({ ...this.#parts, coinsOf }, transactions, cited);
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<void> {
    await this.#parts.store.withdraw(chain, aboveHeight);
  }

  /** Stored departures that an arrival could be of. */
  async #departuresOf(arrival: Leg, finds: Finds): Promise<readonly Leg[]> {
    const { bound, others, truncated } = await this.#parts.store.around(arrival);
    if (truncated) noteTruncated(finds);
    const distanceOf = ({ time }: Leg) => Math.abs(Date.parse(time) - Date.parse(arrival.time));
    const nearestFirst = others.toSorted((a, b) => distanceOf(a) - distanceOf(b));
    const departures = [...bound, ...nearestFirst].filter(({ role }) => role === 'source');
    if (departures.length > departuresMax)
      note(
        finds,
        'bridge-search-limit',
        'More departures could be of an arrival than are looked at',
      );
    return departures.slice(0, departuresMax);
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
    const neighbourhood = await store.around(leg, match.termsOf(leg.protocol)?.windowMinutes);
    if (neighbourhood.truncated) noteTruncated(finds);
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
    await this.#readings.readAll(looked, finds, signal);
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

function noteTruncated(finds: Finds): void {
  note(finds, 'bridge-legs-truncated', 'Too many bridge legs share an id or party');
}
