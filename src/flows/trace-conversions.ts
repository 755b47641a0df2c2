import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion, ConversionDestination } from '../domain/conversion.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import { lesser } from '../tracing/lesser.ts';
import type { ConversionLeg, TraceConversion } from '../tracing/trace-request.ts';

/** Transfers as a trace may have them, by key and by transaction. */
export interface Carriers {
  byKey(key: string): Transfer | undefined;
  ofTransaction(chain: ChainId, tx: string): readonly Transfer[];
}

export interface TracedConversions {
  readonly conversions: readonly TraceConversion[];
  readonly reasons: readonly IncompleteReason[];
}

/**
 * Conversions as a trace takes them. Those that share a source transfer (one payment that a bridge
 * split) are one. A candidate by amount and time is left out: it is no fact.
 */
export function traceConversions(
  conversions: readonly Conversion[],
  carriers: Carriers,
): TracedConversions {
  const reasons: IncompleteReason[] = [];
  const traced = groupedBySource(conversions).flatMap((group) => {
    const sources = sourcesOf(group, carriers);
    if (sources.length === 0) {
      reasons.push({
        code: 'conversion-without-transfers',
        message: `No stored transfer carries what ${group[0]?.source.tx} converts`,
      });
      return [];
    }
    if (group.some(hasUnknownRest)) {
      reasons.push({
        code: 'bridge-rest-unknown',
        message: `What is still to come of ${group[0]?.source.tx} its bridge does not say`,
      });
    }
    return [{ sourceKeys: sources.map(transferKey), legs: legsOf(group, sources, carriers) }];
  });
  return { conversions: traced, reasons };
}

/** Conversions that a chain of shared source transfers joins, in the order of the first of them. */
function groupedBySource(conversions: readonly Conversion[]): Conversion[][] {
  const groups = new Set<Conversion[]>();
  const groupOf = new Map<string, Conversion[]>();
  for (const conversion of conversions) {
    const { transferKeys } = conversion.source;
    const known = transferKeys.map((key) => groupOf.get(key)).filter((one) => one !== undefined);
    const [group = [], ...others] = new Set(known);
    groups.add(group);
    for (const other of others) groups.delete(other);
    for (const joined of [...others.flat(), conversion]) {
      group.push(joined);
      for (const key of joined.source.transferKeys) groupOf.set(key, group);
    }
  }
  return [...groups];
}

function sourcesOf(group: readonly Conversion[], carriers: Carriers): Transfer[] {
  const keys = new Set(group.flatMap(({ source }) => source.transferKeys));
  return [...keys].flatMap((key) => {
    const transfer = carriers.byKey(key);
    return transfer && transfer.amountBase > 0n && transfer.from !== transfer.to ? [transfer] : [];
  });
}

const hasUnknownRest = ({ pending, destinations }: Conversion): boolean =>
  pending !== undefined &&
  !(pending.amountBase && pending.amountBase > 0n) &&
  destinations.length > 0;

/** A leg before its share is known: `exact` where it is in the source's own units. */
interface OpenLeg {
  readonly transferKeys: readonly string[];
  readonly weight: bigint;
  readonly exact: boolean;
}

/**
 * What came back stands for itself. The rest is divided among the destinations, and what is still
 * to come, by what arrived: a fee was taken from all of them alike.
 */
function legsOf(
  group: readonly Conversion[],
  sources: readonly Transfer[],
  carriers: Carriers,
): ConversionLeg[] {
  const open = eachOnce([
    ...returnsOf(group, sources, carriers),
    ...group.flatMap(({ destinations }) => destinations.flatMap(openLeg)),
  ]);
  let restBase = sources.reduce((sum, { amountBase }) => sum + amountBase, 0n);
  const legs: ConversionLeg[] = [];
  for (const { transferKeys, weight } of open.filter(({ exact }) => exact)) {
    const sourceShareBase = lesser(weight, restBase);
    restBase -= sourceShareBase;
    legs.push({ transferKeys, sourceShareBase });
  }
  const shared = open.filter(({ exact }) => !exact);
  const pending = group.reduce((sum, conversion) => sum + pendingWeight(conversion), 0n);
  const total = shared.reduce((sum, { weight }) => sum + weight, pending);
  let before = 0n;
  for (const { transferKeys, weight } of shared) {
    const sourceShareBase = (restBase * (before + weight)) / total - (restBase * before) / total;
    before += weight;
    legs.push({ transferKeys, sourceShareBase });
  }
  return legs.filter(({ sourceShareBase }) => sourceShareBase > 0n);
}

/** What one transfer brought is one leg, though two conversions may name it. */
function eachOnce(legs: readonly OpenLeg[]): OpenLeg[] {
  const taken = new Set<string>();
  return legs.filter(({ transferKeys }) => {
    const isFree = !transferKeys.some((key) => taken.has(key));
    if (isFree) for (const key of transferKeys) taken.add(key);
    return isFree;
  });
}

function openLeg(leg: ConversionDestination): OpenLeg[] {
  const { transferKeys, amountBase, refund, method } = leg;
  if (method === 'amount-time' || amountBase === 0n) return [];
  return [{ transferKeys, weight: amountBase, exact: refund }];
}

function pendingWeight({ pending }: Conversion): bigint {
  const amountBase = pending?.amountBase ?? 0n;
  return amountBase > 0n ? amountBase : 0n;
}

/** What the same transaction gave back of the asset, where it makes up for all above what was lost. */
function returnsOf(
  group: readonly Conversion[],
  sources: readonly Transfer[],
  carriers: Carriers,
): OpenLeg[] {
  const [first] = group;
  if (!first) return [];
  const { chain, tx, account, amountBase } = first.source;
  const assets = new Set(sources.map(({ asset }) => asset));
  const back = carriers
    .ofTransaction(chain, tx)
    .filter((t) => t.to === account && t.from !== account && assets.has(t.asset) && !t.suspect);
  const sumOf = (all: readonly Transfer[]) => all.reduce((sum, t) => sum + t.amountBase, 0n);
  if (back.length === 0 || sumOf(sources) - sumOf(back) !== amountBase) return [];
  return back.map((t) => ({ transferKeys: [transferKey(t)], weight: t.amountBase, exact: true }));
}
