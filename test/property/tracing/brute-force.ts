import type { SmallWorld } from '../../unit/tracing/world.ts';

/** The least and the greatest that each end can have, by `kind account`. */
export type Extremes = ReadonlyMap<string, { readonly least: bigint; readonly greatest: bigint }>;

interface State {
  readonly balance: Map<string, bigint>;
  readonly traced: Map<string, bigint>;
  readonly ends: Map<string, bigint>;
}

/**
 * Every integer attribution of a small world, one by one: each debit carries any amount of traced
 * value that leaves between 0 and the rest of the balance behind. Written apart from the engine.
 * `union` names a set of ends whose sum is watched too, as `union`.
 */
export function bruteForce(world: SmallWorld, union: (end: string) => boolean): Extremes {
  const extremes = new Map<string, { least: bigint; greatest: bigint }>();
  const outcomes: Map<string, bigint>[] = [];
  const start: State = { balance: new Map(), traced: new Map(), ends: new Map() };
  for (const [name, amount] of Object.entries(world.openings ?? {})) {
    start.balance.set(`test:1:${name}`, amount);
  }
  step(world, 0, start, outcomes);
  const names = new Set(outcomes.flatMap((ends) => [...ends.keys()]));
  for (const ends of outcomes) {
    let sum = 0n;
    for (const [name, amount] of ends) if (union(name)) sum += amount;
    ends.set('union', sum);
    for (const name of [...names, 'union']) {
      const amount = ends.get(name) ?? 0n;
      const known = extremes.get(name) ?? { least: amount, greatest: amount };
      extremes.set(name, {
        least: amount < known.least ? amount : known.least,
        greatest: amount > known.greatest ? amount : known.greatest,
      });
    }
  }
  return extremes;
}

function step(world: SmallWorld, at: number, state: State, outcomes: Map<string, bigint>[]): void {
  const transfer = world.transfers[at];
  if (!transfer) {
    for (const [pot, amount] of state.traced) add(state.ends, `unspent ${pot}`, amount);
    outcomes.push(state.ends);
    return;
  }
  const { from, to, amountBase, kind } = transfer;
  if (amountBase === 0n || from === to) {
    step(world, at + 1, state, outcomes);
    return;
  }
  const isSeed = world.seeds.includes(at);
  for (const carried of choices(state, kind === 'mint' ? undefined : from, amountBase)) {
    const next = copy(state);
    if (kind !== 'mint') {
      const balance = next.balance.get(from) ?? 0n;
      next.balance.set(from, balance > amountBase ? balance - amountBase : 0n);
      add(next.traced, from, -carried);
    }
    const end = endOf(world, to, kind);
    const arriving = isSeed ? amountBase : carried;
    if (end) add(next.ends, `${end} ${to}`, arriving);
    else add(next.traced, to, arriving);
    add(next.balance, to, amountBase);
    step(world, at + 1, next, outcomes);
  }
}

function choices(state: State, pot: string | undefined, amount: bigint): bigint[] {
  const traced = pot === undefined ? 0n : (state.traced.get(pot) ?? 0n);
  const known = pot === undefined ? 0n : (state.balance.get(pot) ?? 0n);
  const balance = known > amount ? known : amount;
  const clean = balance - traced;
  const least = amount > clean ? amount - clean : 0n;
  const greatest = amount < traced ? amount : traced;
  const all: bigint[] = [];
  for (let carried = least; carried <= greatest; carried += 1n) all.push(carried);
  return all;
}

function endOf(world: SmallWorld, to: string, kind: string): string | undefined {
  if (kind === 'fee') return 'fee';
  if (world.listed?.some((listed) => listed === to)) return 'sanctioned';
  if (world.seeds.some((seed) => world.transfers[seed]?.from === to)) return 'returned';
  if (Object.keys(world.services ?? {}).some((name) => to === `test:1:${name}`)) return 'service';
  return kind === 'burn' ? 'unspent' : undefined;
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function copy(state: State): State {
  return {
    balance: new Map(state.balance),
    traced: new Map(state.traced),
    ends: new Map(state.ends),
  };
}
