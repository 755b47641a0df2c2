import type { MixerFact } from '../../domain/mixer-fact.ts';

/** A run of fewer is chance. */
const runMin = 2;

export interface RunSettings {
  /** Acts that follow one another no later than this are one run. */
  readonly soonMinutes: number;
}

type Run = readonly MixerFact[];

/**
 * Entries of one account in quick succession, answered by as many exits in quick succession through
 * one relayer: pairs in order of time, when in the pool no other run of either kind is as long. Facts
 * must be of one pool and in order.
 */
export function relayedRuns(
  entries: readonly MixerFact[],
  exits: readonly MixerFact[],
  settings: RunSettings,
): (readonly [MixerFact, MixerFact])[] {
  const given = runsByLength(entries, (fact) => fact.account, settings);
  const taken = runsByLength(exits, (fact) => fact.relayer, settings);
  return [...given].flatMap(([length, runs]) => {
    const [run, other] = runs;
    const answers = taken.get(length) ?? [];
    const [answer] = answers;
    const last = run?.at(-1);
    const first = answer?.[0];
    if (!run || other || !answer || answers.length > 1 || !last || !first) return [];
    if (last.time > first.time) return [];
    return run.flatMap((entry, index) => {
      const exit = answer[index];
      return exit ? [[entry, exit] as const] : [];
    });
  });
}

function runsByLength(
  facts: readonly MixerFact[],
  keyOf: (fact: MixerFact) => string | undefined,
  settings: RunSettings,
): Map<number, Run[]> {
  const open = new Map<string, MixerFact[]>();
  const runs: MixerFact[][] = [];
  for (const fact of facts) {
    const key = keyOf(fact);
    if (key === undefined) continue;
    const run = open.get(key);
    const before = run?.at(-1);
    if (run && before && isSoon(before, fact, settings)) run.push(fact);
    else {
      const fresh = [fact];
      open.set(key, fresh);
      runs.push(fresh);
    }
  }
  const byLength = new Map<number, Run[]>();
  for (const run of runs.filter(({ length }) => length >= runMin)) {
    byLength.set(run.length, [...(byLength.get(run.length) ?? []), run]);
  }
  return byLength;
}

function isSoon(before: MixerFact, fact: MixerFact, { soonMinutes }: RunSettings): boolean {
  return Date.parse(fact.time) - Date.parse(before.time) <= soonMinutes * 60_000;
}
