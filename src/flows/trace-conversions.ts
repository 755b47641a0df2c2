import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion, ConversionDestination } from '../domain/conversion.ts';
import { sharingSources } from '../domain/shared-sources.ts';
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
  const traced = sharingSources(conversions).flatMap((group) => {
    const sources = sourcesOf(group, carriers);
    if (sources.length === 0) {
      reasons.push({
        code: 'conversion-without-transfers',
        message: `No stored transfer carries what ${group[0]?.source.tx} converts`,
      });
      return [];
    }
    const legs = legsOf(group, sources, carriers);
    reasons.push(...reasonsOf(group, legs));
    const sourceKeys = sources.map(transferKey);
    const restKind = group.every(isManyToMany) ? ('contract' as const) : undefined;
    return [{ sourceKeys, legs: legs ?? [], ...(restKind ? { restKind } : {}) }];
  });
  return { conversions: traced, reasons };
}

const isManyToMany = ({ pending }: Conversion): boolean => pending?.reason === 'many-to-many';

function reasonsOf(
  group: readonly Conversion[],
  legs: readonly ConversionLeg[] | undefined,
): IncompleteReason[] {
  const tx = group[0]?.source.tx;
  if (group.some(isManyToMany)) {
    const message = `Several assets or payments went in or came out in ${tx}, and nothing tells which stands for which`;
    return [{ code: 'many-to-many', message }];
  }
  if (!legs) {
    const message = `What ${tx} gave cannot be divided: the worth of its ends is not known`;
    return [{ code: 'conversion-shares-unknown', message }];
  }
  if (!group.some(hasUnknownRest)) return [];
  const message = `What is still to come of ${tx} its bridge does not say`;
  return [{ code: 'bridge-rest-unknown', message }];
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

/** What came back, in the source's own units. */
interface Returned {
  readonly transferKeys: readonly string[];
  readonly amountBase: bigint;
}

/**
 * What came back stands for itself. The rest is divided among the destinations, and what is still
 * to come, by what they weigh: a fee was taken from all of them alike. Undefined when nothing tells.
 */
function legsOf(
  group: readonly Conversion[],
  sources: readonly Transfer[],
  carriers: Carriers,
): readonly ConversionLeg[] | undefined {
  const arrived = group.flatMap(({ destinations }) => destinations.filter(isProven));
  const open = eachOnce([
    ...returnsOf(group, sources, carriers),
    ...arrived.filter(({ refund }) => refund),
    ...arrived.filter(({ refund }) => !refund),
  ]);
  const isShared = (end: Returned): end is ConversionDestination => 'refund' in end && !end.refund;
  const shared = open.filter(isShared);
  const divided = divide(shared, group.flatMap(({ pending }) => pending ?? []).filter(isCounted));
  if (!divided) return undefined;
  let restBase = sources.reduce((sum, { amountBase }) => sum + amountBase, 0n);
  const legs: ConversionLeg[] = [];
  for (const { transferKeys, amountBase } of open.filter((end) => !isShared(end))) {
    const sourceShareBase = lesser(amountBase, restBase);
    restBase -= sourceShareBase;
    legs.push({ transferKeys, sourceShareBase });
  }
  const { weights, total } = divided;
  let before = 0n;
  for (const [place, { transferKeys }] of shared.entries()) {
    const weight = weights[place] ?? 0n;
    const sourceShareBase = (restBase * (before + weight)) / total - (restBase * before) / total;
    before += weight;
    legs.push({ transferKeys, sourceShareBase });
  }
  return legs.filter(({ sourceShareBase }) => sourceShareBase > 0n);
}

type Pending = NonNullable<Conversion['pending']>;

const isProven = ({ method, amountBase }: ConversionDestination): boolean =>
  method !== 'amount-time' && amountBase > 0n;

const isCounted = ({ amountBase = 0n }: Pending): boolean => amountBase > 0n;

/** Weights of the destinations and their sum with what is still to come; undefined when nothing tells. */
function divide(
  shared: readonly ConversionDestination[],
  pending: readonly Pending[],
): { readonly weights: readonly bigint[]; readonly total: bigint } | undefined {
  const ends = [...shared, ...pending];
  const isAlone = shared.length === 0 || ends.length === 1;
  const weights = isAlone ? ends.map(() => 1n) : ends.flatMap(({ weight }) => weight ?? []);
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (weights.length < ends.length || (ends.length > 0 && total === 0n)) return undefined;
  return { weights, total };
}

/** What one transfer brought is one leg, though two conversions may name it. */
function eachOnce<Leg extends Returned>(legs: readonly Leg[]): Leg[] {
  const taken = new Set<string>();
  return legs.filter(({ transferKeys }) => {
    const isFree = !transferKeys.some((key) => taken.has(key));
    if (isFree) for (const key of transferKeys) taken.add(key);
    return isFree;
  });
}

/** What the same transaction gave back of the asset, where it makes up for all above what was lost. */
function returnsOf(
  group: readonly Conversion[],
  sources: readonly Transfer[],
  carriers: Carriers,
): Returned[] {
  const [first] = group;
  if (!first) return [];
  const { chain, tx, account, amountBase } = first.source;
  const assets = new Set(sources.map(({ asset }) => asset));
  const back = carriers
    .ofTransaction(chain, tx)
    .filter((t) => t.to === account && t.from !== account && assets.has(t.asset) && !t.suspect);
  const sumOf = (all: readonly Transfer[]) => all.reduce((sum, t) => sum + t.amountBase, 0n);
  if (back.length === 0 || sumOf(sources) - sumOf(back) !== amountBase) return [];
  return back.map((t) => ({ transferKeys: [transferKey(t)], amountBase: t.amountBase }));
}
