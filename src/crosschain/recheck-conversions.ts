import type { ChainId } from '../domain/caip.ts';
import type { Conversion, ConversionDestination } from '../domain/conversion.ts';
import { type Discrepancy, differs } from '../domain/discrepancy.ts';
import { canonicalJson } from '../domain/json.ts';
import { type Leg, legKey } from '../domain/leg.ts';
import type { SourcedTransaction } from '../ports/chain-source.ts';
import type { Recheck, TransactionRef } from '../ports/conversions.ts';
import type { LegDecoder } from './bridges/leg-decoder.ts';
import type { BridgeDeparture } from './departures.ts';
import type { MatchSettings } from './matcher/leg-match.ts';
import { matchAmong } from './matcher/match-among.ts';
import { seenMixers } from './mixers/mixer-walls.ts';
import {
  departureConversions,
  readConversions,
  type TransactionConversions,
} from './read-conversions.ts';
import { type ConversionStore, type KeptTransaction, transactionName } from './store.ts';
import type { SwapSettings } from './swaps/swap.ts';

/** Transactions that are had from the store at once. */
const keptAtOnce = 500;

export interface RecheckParts {
  readonly store: Pick<ConversionStore, 'kept' | 'around'>;
  readonly decoder: LegDecoder;
  readonly match: MatchSettings;
  readonly swaps: SwapSettings;
  /** The coins of a transaction, which are stored elsewhere. */
  readonly coinsOf: (chain: ChainId, tx: string) => Promise<SourcedTransaction | undefined>;
}

type Decoded = ReadonlyMap<string, TransactionConversions>;

/**
 * Decodes again what is kept of transactions, and names each reading or leg that is not what its
 * record says; matches cited conversions again among the legs of the transactions that they cite,
 * and names each that comes out differently. What arrived later changes nothing: an older answer
 * holds by what it cites. Prices are not asked, so weights are not compared.
 */
export async function recheckConversions(
  parts: RecheckParts,
  transactions: readonly TransactionRef[],
  cited: readonly Conversion[],
): Promise<Recheck> {
  const sides = cited.flatMap(({ source, destinations }) => [source, ...destinations]);
  const refs = [...transactions, ...sides].map(({ chain, tx }) => ({ chain, tx }));
  const distinct = [...new Map(refs.map((ref) => [transactionName(ref), ref])).values()];
  const discrepancies: Discrepancy[] = [];
  const decoded = new Map<string, TransactionConversions>();
  for (let at = 0; at < distinct.length; at += keptAtOnce) {
    for (const kept of await parts.store.kept(distinct.slice(at, at + keptAtOnce))) {
      const name = transactionName(kept.record);
      const again = await decodeAgain(parts, kept);
      decoded.set(name, again);
      discrepancies.push(...alteredReading(name, kept, again));
    }
  }
  for (const conversion of cited) {
    discrepancies.push(...(await alteredConversion(parts, decoded, conversion, sides)));
  }
  const mixers = [...decoded.values()].flatMap((reading) => reading.mixers);
  return { discrepancies, verdicts: seenMixers(mixers) };
}

async function decodeAgain(
  { coinsOf, decoder, swaps }: RecheckParts,
  { record }: KeptTransaction,
): Promise<TransactionConversions> {
  const utxo = (await coinsOf(record.chain, record.tx))?.utxo;
  return readConversions({ ...record, ...(utxo ? { utxo } : {}) }, decoder, swaps);
}

const decodedParts = ['swaps', 'departures', 'legs', 'mixers', 'unattributed'] as const;

function alteredReading(
  name: string,
  { reading, legs }: KeptTransaction,
  again: TransactionConversions,
): Discrepancy[] {
  const parts = decodedParts.flatMap((part) =>
    differs('reading', `${name} ${part}`, canonicalJson(reading[part]), canonicalJson(again[part])),
  );
  const byKey = new Map(again.legs.map((leg) => [legKey(leg), leg]));
  const keys = new Set([...byKey.keys(), ...legs.map(legKey)]);
  const textOf = (leg: Leg | undefined) => (leg ? canonicalJson(leg) : 'none');
  const stored = new Map(legs.map((leg) => [legKey(leg), leg]));
  const matched = [...keys].flatMap((key) =>
    differs('reading', `leg ${key}`, textOf(stored.get(key)), textOf(byKey.get(key))),
  );
  return [...parts, ...matched];
}

async function alteredConversion(
  parts: RecheckParts,
  decoded: Decoded,
  cited: Conversion,
  sides: readonly TransactionRef[],
): Promise<Discrepancy[]> {
  const own = [cited.source, ...cited.destinations];
  // A conversion of which a side was not kept, or by another decoder, cannot be judged.
  if (own.some((side) => !decoded.has(transactionName(side)))) return [];
  const reading = decoded.get(transactionName(cited.source));
  const found = reading && (await conversionAgain(parts, decoded, reading, cited, sides));
  const { chain, tx, account } = cited.source;
  const now = found ? comparedText(found, cited) : 'none';
  return differs('conversion', `${chain}:${tx} of ${account}`, comparedText(cited, cited), now);
}

async function conversionAgain(
  parts: RecheckParts,
  decoded: Decoded,
  { swaps, departures }: TransactionConversions,
  cited: Conversion,
  sides: readonly TransactionRef[],
): Promise<Conversion | undefined> {
  const isSame = ({ kind, protocol, source }: Conversion) =>
    kind === cited.kind &&
    protocol === cited.protocol &&
    canonicalJson(source) === canonicalJson(cited.source);
  if (cited.kind === 'swap') return swaps.find(isSame);
  for (const departure of departures) {
    if (departure.leg.protocol !== cited.protocol) continue;
    const found = await bridgeAgain(parts, decoded, departure, sides);
    if (found && isSame(found)) return found;
  }
  return undefined;
}

/** Legs of cited transactions alone, and what links them: what others were paid is no part of it. */
async function bridgeAgain(
  { store, match }: RecheckParts,
  decoded: Decoded,
  departure: BridgeDeparture,
  sides: readonly TransactionRef[],
): Promise<Conversion | undefined> {
  const cited = sides.flatMap((side) => decoded.get(transactionName(side))?.legs ?? []);
  const { bound, others } = await store.around(departure.leg);
  const between = [...bound, ...others].filter(({ role }) => role === 'link' || role === 'update');
  const legs = [...cited, ...between];
  const found = matchAmong(departure.leg, { bound: legs, others: legs }, match);
  const [conversion] = departureConversions(
    [departure],
    () => found,
    () => true,
    match,
  );
  return conversion;
}

/** All that decoding and matching tell of a conversion, as one text. */
function comparedText(
  { kind, protocol, source, destinations, declared, fees }: Conversion,
  cited: Conversion,
) {
  const ends = destinations.map(({ weight: _weight, ...end }, place) => ({
    ...end,
    transferKeys: carriersOf(end, cited.destinations[place]),
  }));
  return canonicalJson({ kind, protocol, source, destinations: ends, declared, fees });
}

/** Where a decoder finds no transfers they were looked for in the ledger: the trace compares those. */
function carriersOf(
  { transferKeys }: Pick<ConversionDestination, 'transferKeys'>,
  cited: ConversionDestination | undefined,
): readonly string[] {
  return transferKeys.length > 0 ? transferKeys : (cited?.transferKeys ?? []);
}
