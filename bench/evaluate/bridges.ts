import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type LegDecoder,
  legDecoder,
  loadFamilies,
} from '../../src/crosschain/bridges/leg-decoder.ts';
import type { LegMatch } from '../../src/crosschain/matcher/leg-match.ts';
import { matchLegs } from '../../src/crosschain/matcher/match-legs.ts';
import type { Leg } from '../../src/domain/leg.ts';
import { type RecordedTransaction, readRows, recordOf } from '../crosschain-receipts.ts';
import { matchSettingsOf, shippedCatalogue } from '../crosschain-settings.ts';
import type { SuiteOptions } from '../evaluate.ts';

interface PairRow {
  /** Read by the scorer only. */
  readonly pair: { readonly bridge: string };
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
  const rows = readRows<PairRow>(data);
  const catalogue = shippedCatalogue();
  const decoder = legDecoder(await loadFamilies(catalogue));
  const settings = matchSettingsOf(catalogue);
  const legs = rows
    .flatMap((row) => [row.source, row.destination])
    .flatMap((t) => legsOf(decoder, t));
  const hidden = [...legs, ...decoys(decoder, data)].map(withoutIds).sort(byHash);
  const truth = new Map(rows.map((row) => [placeOf(row.source), placeOf(row.destination)]));
  const foundById = pairsOf(matchLegs(legs, settings), ['exact-id', 'derived-id']);
  const structured = score(pairsOf(matchLegs(hidden, settings), ['structured']), truth);
  const isFound = (row: PairRow) =>
    foundById.get(placeOf(row.source))?.has(placeOf(row.destination)) === true;
  const byId = rows.filter(isFound).length;
  const missed = rows.filter((row) => !isFound(row));
  const report = [
    `${byId} of ${rows.length} pairs by id; without ids ${structured.matched} matched, ${structured.correct} right`,
    ...missed.map((row) => `  not by id: ${row.pair.bridge} ${row.source.hash}`),
    ...rows.map((row) => `  ${row.pair.bridge}: ${describe(decoder, row)}`),
  ];
  return { json: { pairs: rows.length, byId, structured }, report: report.join('\n') };
}

function legsOf(decoder: LegDecoder, transaction: RecordedTransaction): readonly Leg[] {
  return decoder.legsOf(recordOf(transaction)).legs;
}

function decoys(decoder: LegDecoder, data: string): Leg[] {
  const file = join(dirname(data), 'swaps.jsonl');
  if (!existsSync(file)) return [];
  const rows = readRows<{ transaction: RecordedTransaction }>(file);
  return rows.flatMap((row) => legsOf(decoder, row.transaction));
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

function score(found: Map<Place, Set<Place>>, truth: ReadonlyMap<Place, Place>): Score {
  let matched = 0;
  let correct = 0;
  for (const [from, places] of found) {
    for (const to of places) {
      matched += 1;
      if (truth.get(from) === to) correct += 1;
    }
  }
  const precision = matched === 0 ? 1 : correct / matched;
  return { matched, correct, precision, recall: truth.size === 0 ? 1 : correct / truth.size };
}

function describe(decoder: LegDecoder, row: PairRow): string {
  const side = (transaction: RecordedTransaction) =>
    legsOf(decoder, transaction)
      .map(
        (leg) =>
          `${leg.role} ${leg.protocol} ${leg.recipient?.raw ?? '?'} ${leg.amountBase ?? '?'}`,
      )
      .join(' + ');
  return `${side(row.source) || 'nothing'}  ->  ${side(row.destination) || 'nothing'}`;
}
