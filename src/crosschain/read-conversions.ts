import type { ChainId } from '../domain/caip.ts';
import type { Conversion } from '../domain/conversion.ts';
import { type Leg, legKey } from '../domain/leg.ts';
import type { MixerFact } from '../domain/mixer-fact.ts';
import { bridgeConversion } from './bridge-conversion.ts';
import { bridgeSource } from './bridge-source.ts';
import type { LegDecoder, LegReading } from './bridges/leg-decoder.ts';
import { type BridgeDeparture, ownDepartures } from './departures.ts';
import type { LegMatch } from './matcher/leg-match.ts';
import { readMixers } from './mixers/read-mixers.ts';
import type { UnitSettings } from './one-unit.ts';
import { swapConversion } from './swap-conversion.ts';
import { balanceSheet } from './swaps/balance-sheet.ts';
import { manySided } from './swaps/many-sided.ts';
import { namedParties } from './swaps/parties.ts';
import { readSwaps } from './swaps/read-swaps.ts';
import type { Swap, SwapSettings } from './swaps/swap.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** What one transaction converted. */
export interface TransactionConversions extends LegReading {
  /** Swaps within the transaction, among them those of one asset for several, and of several. */
  readonly swaps: readonly Conversion[];
  /** Swaps of which a side is not in the transaction, each with the reason. */
  readonly openSwaps: readonly Swap[];
  /** Value that left by a bridge; its other end is for the matcher. */
  readonly departures: readonly BridgeDeparture[];
  /** Entries and exits of mixers. */
  readonly mixers: readonly MixerFact[];
  /** Source legs for which no account's balance shows who gave. */
  readonly unattributed: readonly Leg[];
}

/**
 * Reads everything that a transaction converts: swaps from its balances, bridge legs from its
 * events. What left by a bridge is no swap, even when its receiver on this chain is a pool: a
 * party whose value a departure took has its swaps left out. Pure.
 */
export function readConversions(
  record: TransactionRecord,
  decoder: LegDecoder,
  settings: SwapSettings,
): TransactionConversions {
  const reading = decoder.legsOf(record);
  const named = namedParties(record);
  const sheet = balanceSheet(record, named);
  const parties = named.map((party) => party.account);
  const seen: BridgeDeparture[] = [];
  const unattributed: Leg[] = [];
  for (const leg of reading.legs) {
    // A message without value takes nothing.
    if (leg.role !== 'source' || leg.amountBase === 0n) continue;
    const side = bridgeSource(record, sheet, parties, leg);
    if (side) seen.push({ leg, side });
    else unattributed.push(leg);
  }
  const departures = ownDepartures(seen, sheet.moves);
  const leaving = new Set(departures.map(({ side }) => side.account));
  const read = record.utxo ? [] : readSwaps(record, settings);
  const swaps = read.filter((swap) => !leaving.has(swap.party));
  const told = new Set([...leaving, ...read.map((swap) => swap.party)]);
  const acting = parties.length > 0 || !record.from ? parties : [record.from];
  const others = record.utxo ? [] : acting.filter((account) => !told.has(account));
  return {
    ...reading,
    swaps: [
      ...swaps.flatMap((swap) => swapConversion(record, swap) ?? []),
      ...manySided(record, sheet, others),
    ],
    openSwaps: swaps.filter((swap) => swap.unknown !== undefined),
    departures,
    mixers: record.utxo ? [] : readMixers(record),
    unattributed,
  };
}

/** The conversions of departures, by what the matcher found of each. */
export function departureConversions(
  departures: readonly BridgeDeparture[],
  matchOf: (source: Leg) => LegMatch,
  isReadable: (chain: ChainId) => boolean,
  units: UnitSettings,
): Conversion[] {
  const seen = new Set<string>();
  return departures.flatMap(({ leg, side }) => {
    const key = legKey(leg);
    if (seen.has(key)) return [];
    seen.add(key);
    return [bridgeConversion(side, matchOf(leg), isReadable, units)];
  });
}
