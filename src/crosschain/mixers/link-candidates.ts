import type { MixerCandidate, MixerSignal } from '../../domain/candidate.ts';
import type { MixerFact } from '../../domain/mixer-fact.ts';
import { relayedRuns } from './relayed-runs.ts';

export interface CandidateSettings {
  /** An exit this soon after the only entry of that time is a signal. */
  readonly soonMinutes: number;
  /** Only candidates of these entries are wanted; undefined: of all. */
  readonly isWanted?: (entry: MixerFact) => boolean;
}

/** Candidates beyond this number of a pool are not listed. */
const candidatesMax = 10_000;

/**
 * Candidate links between entries and exits of the same pools: address reuse, a gas price that one
 * entry and one exit of the pool share and nobody else, the only entry shortly before an exit, as
 * many entries of one account as exits to one other (more than one, unique in the pool), and a run
 * of entries of one account answered by as long a run of exits through one relayer.
 * Sources: Béres et al. 2021; Tutela. Facts of the whole pool must be given, or anonymity sets and
 * uniqueness mean nothing. `truncated` says that there were more.
 */
export function mixerCandidates(
  facts: readonly MixerFact[],
  settings: CandidateSettings,
): { readonly candidates: readonly MixerCandidate[]; readonly truncated: boolean } {
  const pools = new Map<string, MixerFact[]>();
  for (const fact of facts) {
    const own = pools.get(fact.pool) ?? [];
    pools.set(fact.pool, own);
    own.push(fact);
  }
  const candidates = [...pools.values()].flatMap((pool) => poolCandidates(pool, settings));
  return {
    candidates: candidates.slice(0, candidatesMax),
    truncated: candidates.length > candidatesMax,
  };
}

function poolCandidates(
  facts: readonly MixerFact[],
  settings: CandidateSettings,
): MixerCandidate[] {
  const ordered = [...facts].sort((a, b) => a.height - b.height || a.position - b.position);
  const unspent = unspentBefore(ordered);
  const found = new Map<string, MixerCandidate>();
  for (const [entry, exit, signal] of signalled(ordered, settings)) {
    if (!isBefore(entry, exit) || settings.isWanted?.(entry) === false) continue;
    const key = [entry, exit].map((f) => `${f.tx}:${f.position}:${f.asset ?? ''}`).join(' ');
    const signals = [...(found.get(key)?.signals ?? []), signal];
    found.set(key, { entry, exit, signals, anonymitySet: unspent.get(exit) ?? 0 });
  }
  return [...found.values()];
}

type Signalled = readonly [entry: MixerFact, exit: MixerFact, signal: MixerSignal];

/** Every pair that a signal speaks for, in the order of the exits; those of whole accounts last. */
function signalled(ordered: readonly MixerFact[], settings: CandidateSettings): Signalled[] {
  const entries = ordered.filter((fact) => fact.direction === 'entry');
  const exits = ordered.filter((fact) => fact.direction === 'exit');
  const byAccount = groupBy(entries, (fact) => fact.account);
  const byLabel = groupBy(entries, (fact) => fact.label);
  const byGas = groupBy(ordered, (fact) => fact.gasPriceWei?.toString());
  const ofExits = exits.flatMap((exit): Signalled[] => {
    const own = byAccount.get(exit.account ?? '') ?? [];
    const labelled = byLabel.get(exit.label ?? '') ?? [];
    const sharers = byGas.get(exit.gasPriceWei?.toString() ?? '') ?? [];
    const [first, second] = sharers;
    const priced = first?.direction === 'entry' && second === exit && sharers.length === 2;
    const [latest, next] = lastEntries(entries, exit);
    const alone =
      latest && isSoon(latest, exit, settings) && !(next && isSoon(next, exit, settings));
    return [
      ...own.map((entry) => [entry, exit, 'same-address'] as const),
      ...labelled.map((entry) => [entry, exit, 'same-label'] as const),
      ...(priced ? [[first, exit, 'unique-gas-price'] as const] : []),
      ...(alone ? [[latest, exit, 'only-entry-before'] as const] : []),
    ];
  });
  const counts = sameCounts(
    byAccount,
    groupBy(exits, (fact) => fact.account),
  ).flatMap(([given, taken]) =>
    given.flatMap((entry, index): Signalled[] => {
      const exit = taken[index];
      return exit ? [[entry, exit, 'same-counts']] : [];
    }),
  );
  const runs = relayedRuns(entries, exits, settings).map(
    ([entry, exit]): Signalled => [entry, exit, 'same-relayer'],
  );
  return [...ofExits, ...counts, ...runs];
}

function groupBy(
  facts: readonly MixerFact[],
  keyOf: (fact: MixerFact) => string | undefined,
): Map<string, MixerFact[]> {
  const groups = new Map<string, MixerFact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    if (key === undefined) continue;
    const own = groups.get(key) ?? [];
    groups.set(key, own);
    own.push(fact);
  }
  return groups;
}

function isBefore(entry: MixerFact, exit: MixerFact): boolean {
  return (
    entry.height < exit.height || (entry.height === exit.height && entry.position < exit.position)
  );
}

function isSoon(entry: MixerFact, exit: MixerFact, { soonMinutes }: CandidateSettings): boolean {
  const delayMs = Date.parse(exit.time) - Date.parse(entry.time);
  return isBefore(entry, exit) && delayMs <= soonMinutes * 60_000;
}

/** The two entries that stand last before an exit, the later one first, by binary search. */
function lastEntries(entries: readonly MixerFact[], exit: MixerFact): MixerFact[] {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && isBefore(entry, exit)) low = middle + 1;
    else high = middle;
  }
  return entries.slice(Math.max(low - 2, 0), low).reverse();
}

/** For each exit the entries before it less the exits before it. */
function unspentBefore(ordered: readonly MixerFact[]): Map<MixerFact, number> {
  const unspent = new Map<MixerFact, number>();
  let balance = 0;
  for (const fact of ordered) {
    if (fact.direction === 'exit') unspent.set(fact, Math.max(balance, 0));
    balance += fact.direction === 'entry' ? 1 : -1;
  }
  return unspent;
}

/** Pairs of an entering and a leaving account whose count, above one, no other account shares. */
function sameCounts(
  entering: ReadonlyMap<string, readonly MixerFact[]>,
  leaving: ReadonlyMap<string, readonly MixerFact[]>,
): (readonly [readonly MixerFact[], readonly MixerFact[]])[] {
  const [given, taken] = [byCount(entering), byCount(leaving)];
  return [...given].flatMap(([count, from]) => {
    const to = taken.get(count) ?? [];
    const [source, target] = [from[0], to[0]];
    const isUnique = from.length === 1 && to.length === 1;
    if (count < 2 || !isUnique || !source || !target || source[0] === target[0]) return [];
    return [[source[1], target[1]] as const];
  });
}

type Group = readonly [account: string, facts: readonly MixerFact[]];

function byCount(groups: ReadonlyMap<string, readonly MixerFact[]>): Map<number, Group[]> {
  const counts = new Map<number, Group[]>();
  for (const group of groups) {
    const same = counts.get(group[1].length) ?? [];
    counts.set(group[1].length, same);
    same.push(group);
  }
  return counts;
}
