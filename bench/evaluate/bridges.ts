import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type LegDecoder,
  legDecoder,
  loadFamilies,
} from '../../src/crosschain/bridges/leg-decoder.ts';
import type { LegMatch } from '../../src/crosschain/matcher/leg-match.ts';
import { matchLegs } from '../../src/crosschain/matcher/match-legs.ts';
import { messageOf } from '../../src/domain/errors.ts';
import type { Leg } from '../../src/domain/leg.ts';
import {
  type ReadRow,
  type RecordedTransaction,
  readRows,
  recordOf,
} from '../crosschain-receipts.ts';
import { matchSettingsOf, shippedCatalogue } from '../crosschain-settings.ts';
import type { SuiteOptions } from '../evaluate.ts';

interface PairRow {
  /** Read by the scorer only. */
  readonly pair?: { readonly bridge?: string };
  readonly source: RecordedTransaction;
  readonly destination: RecordedTransaction;
}

/** A transaction by chain and hash, as the scorer compares them. */
type Place = string;

interface Score {
  readonly matched: number;
  readonly correct: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Scores the pairing of bridge transfers. `byId`: how many pairs are found by ids, among the legs of
 * all transactions of the file. `structured`: the same legs and, as decoys, those of the swaps file
 * beside it, with every id taken away and in the order of their hashes; `matched` counts all pairs
 * that were made, right or wrong.
 */
export async function run({ data }: SuiteOptions): Promise<{ json: object; report: string }> {
  const read = readRows<PairRow>(data);
  const catalogue = shippedCatalogue();
  const decoder = legDecoder(await loadFamilies(catalogue));
  const settings = matchSettingsOf(catalogue);
  const pairs = read.map((one) => readPair(decoder, one));
  const legs = pairs.flatMap(({ source, destination }) => [...source.legs, ...destination.legs]);
  const hidden = [...legs, ...decoys(decoder, data)].map(withoutIds).sort(byHash);
  const truth = truthOf(pairs);
  const foundById = pairsOf(matchLegs(legs, settings), ['exact-id', 'derived-id']);
  const foundHidden = pairsOf(matchLegs(hidden, settings), ['structured']);
  const structured = score(foundHidden, truth);
  const isIn = (found: Map<Place, Set<Place>>) => (pair: ReadPair) =>
    found.get(pair.source.place)?.has(pair.destination.place) === true;
  const byId = pairs.filter(isIn(foundById)).length;
  const report = [
    `${byId} of ${pairs.length} pairs by id; without ids ${structured.matched} matched, ${structured.correct} right`,
    ...pairs.map((pair) => {
      const tiers = [isIn(foundById)(pair) ? 'id' : '-', isIn(foundHidden)(pair) ? 'terms' : '-'];
      return `  ${tiers.join(' ')}  ${pair.bridge}: ${describe(pair.source)}  ->  ${describe(pair.destination)}`;
    }),
  ];
  return { json: { pairs: pairs.length, byId, structured }, report: report.join('\n') };
}

/** One transaction may be the source of several. */
function truthOf(pairs: readonly ReadPair[]): Map<Place, Set<Place>> {
  const truth = new Map<Place, Set<Place>>();
  for (const { source, destination } of pairs) {
    truth.set(source.place, (truth.get(source.place) ?? new Set()).add(destination.place));
  }
  return truth;
}

/** What was read of one side of a pair. */
interface ReadSide {
  readonly place: Place;
  readonly legs: readonly Leg[];
  /** Why it could not be read. */
  readonly fault?: string;
}

interface ReadPair {
  readonly bridge: string;
  readonly source: ReadSide;
  readonly destination: ReadSide;
}

/** A row that cannot be read is a pair that is not found, with its reason. */
function readPair(decoder: LegDecoder, read: ReadRow<PairRow>): ReadPair {
  if ('fault' in read) {
    const side = { place: `line ${read.line}`, legs: [], fault: read.fault };
    return { bridge: '?', source: side, destination: side };
  }
  const { pair, source, destination } = read.row;
  return {
    bridge: pair?.bridge ?? '?',
    source: sideOf(decoder, source),
    destination: sideOf(decoder, destination),
  };
}

function sideOf(decoder: LegDecoder, transaction: RecordedTransaction): ReadSide {
  try {
    const { legs } = decoder.legsOf(recordOf(transaction));
    return { place: placeOf(transaction), legs };
  } catch (error) {
    return { place: String(transaction?.hash), legs: [], fault: messageOf(error) };
  }
}

function decoys(decoder: LegDecoder, data: string): Leg[] {
  const file = join(dirname(data), 'swaps.jsonl');
  if (!existsSync(file)) return [];
  const rows = readRows<{ transaction: RecordedTransaction }>(file);
  return rows.flatMap((read) =>
    'fault' in read ? [] : sideOf(decoder, read.row.transaction).legs,
  );
}

function withoutIds(leg: Leg): Leg {
  return { ...leg, ids: [] };
}

function byHash(a: Leg, b: Leg): number {
  return a.tx < b.tx ? -1 : a.tx > b.tx ? 1 : a.position - b.position;
}

function placeOf(transaction: RecordedTransaction): Place {
  return `eip155:${transaction.chainId}:${transaction.hash.toLowerCase()}`;
}

function pairsOf(matches: readonly LegMatch[], methods: readonly string[]): Map<Place, Set<Place>> {
  const pairs = new Map<Place, Set<Place>>();
  for (const { source, destinations } of matches) {
    const from = `${source.chain}:${source.tx}`;
    for (const { leg, method } of destinations) {
      if (!methods.includes(method)) continue;
      pairs.set(from, (pairs.get(from) ?? new Set()).add(`${leg.chain}:${leg.tx}`));
    }
  }
  return pairs;
}

function score(
  found: ReadonlyMap<Place, ReadonlySet<Place>>,
  truth: ReadonlyMap<Place, ReadonlySet<Place>>,
): Score {
  let matched = 0;
  let correct = 0;
  for (const [from, places] of found) {
    for (const to of places) {
      matched += 1;
      if (truth.get(from)?.has(to)) correct += 1;
    }
  }
  const wanted = [...truth.values()].reduce((sum, places) => sum + places.size, 0);
  const precision = matched === 0 ? 1 : correct / matched;
  return { matched, correct, precision, recall: wanted === 0 ? 1 : correct / wanted };
}

function describe({ legs, fault }: ReadSide): string {
  const texts = legs.map(
    (leg) => `${leg.role} ${leg.protocol} ${leg.recipient?.raw ?? '?'} ${leg.amountBase ?? '?'}`,
  );
  return fault ?? (texts.join(' + ') || 'nothing');
}
