import type { EndpointKind } from '../domain/flow.ts';
import { type AssetWorth, worthOfAssets } from './asset-worth.ts';
import { type Gain, poisonSpread, type Spread } from './poison-spread.ts';
import type { LoadedPot, PotRequest } from './trace-request.ts';
import { isBeyondHorizon, type ResolvedSeed, type TraceWorld } from './trace-world.ts';

/** Which pots the trail of a seed is continued through, and why not through the others. */
export interface Admission {
  /** What poison reaches through the walked pots. */
  readonly spread: Spread;
  readonly walked: ReadonlySet<number>;
  /** Pots where the trail was cut, and by what. */
  readonly cuts: ReadonlyMap<number, EndpointKind>;
  /** Pots that must be loaded before this can be said. */
  readonly missing: readonly PotRequest[];
}

/**
 * Waves: spread by the widest method over the walked pots; of the pots that gained, admit those
 * that reach the minimum within the hops, in canonical order while the budget lasts; spread
 * again, until none is new. Each wave depends on the walked pots alone, so what else is loaded
 * does not matter.
 *
 * With more pots walked, none gains less or later or further away. So where the budget lasts for
 * all, the same pots are admitted whenever each of them is, and most can be as their first gain
 * comes: one spread in the place of one for every hop.
 */
export function admitPots(world: TraceWorld, seed: ResolvedSeed): Admission {
  if (!world.request.limits) return new AdmissionJudge(world, seed).unlimited();
  return (
    (budgetLasts(world) ? admitted(world, seed, true) : undefined) ??
    // CAST: in waves the budget cuts, and never stops.
    (admitted(world, seed, false) as Admission)
  );
}

/** Whether the transfers, of which two pots each have one, are too few to exhaust the budget. */
function budgetLasts({ graph, request }: TraceWorld): boolean {
  return 2 * graph.count <= (request.limits?.transfersMax ?? 0);
}

/** Undefined where pots were admitted at their first gain though the budget is not for all. */
function admitted(world: TraceWorld, seed: ResolvedSeed, atOnce: boolean): Admission | undefined {
  const judge = new AdmissionJudge(world, seed);
  for (;;) {
    const spread = poisonSpread(
      world,
      seed,
      (pot, firstGain) =>
        judge.walked.has(pot) ||
        (atOnce && firstGain !== undefined && judge.admitsAtOnce(pot, firstGain)),
    );
    const missing = judge.wave(spread.gains);
    if (atOnce && judge.isBudgetExhausted) return undefined;
    if (missing === 'settled') return judge.settled(spread);
    if (missing.length > 0) return { ...judge.settled(spread), missing };
  }
}

class AdmissionJudge {
  readonly walked = new Set<number>();
  readonly #rejected = new Map<number, EndpointKind>();
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #worth: AssetWorth;
  #potsWalked = 0;
  #isBudgetExhausted = false;
  #transfersLeft: number;

  constructor(world: TraceWorld, seed: ResolvedSeed) {
    this.#world = world;
    this.#seed = seed;
    this.#worth = worthOfAssets(world, seed);
    this.#transfersLeft = world.request.limits?.transfersMax ?? Number.POSITIVE_INFINITY;
  }

  /** Without limits every pot that gains is walked: one spread finds them all. */
  unlimited(): Admission {
    const { graph, loaded } = this.#world;
    const isWalked = (pot: number): boolean =>
      (loaded.get(pot)?.state ??
        (graph.coinPotOf(pot)?.kind === 'spend' ? 'loaded' : undefined)) === 'loaded';
    const spread = poisonSpread(this.#world, this.#seed, isWalked);
    const open = [...spread.gains].filter(([, gain]) => gain.end === undefined);
    for (const [pot] of open) {
      const state = loaded.get(pot)?.state;
      if (isWalked(pot)) this.walked.add(pot);
      else if (state !== undefined) this.#rejected.set(pot, endOfUnwalked(state));
    }
    const missing = open.flatMap(([pot, gain]) =>
      this.#rejected.has(pot) ? [] : this.#requestOf(pot, gain),
    );
    return { spread, walked: this.walked, cuts: this.#rejected, missing };
  }

  /** Whether pots had to be left out for the budget. */
  get isBudgetExhausted(): boolean {
    return this.#isBudgetExhausted;
  }

  /** Admits a pot that its first gain alone admits. */
  admitsAtOnce(pot: number, firstGain: Gain): boolean {
    if (!this.#isCandidate(pot, firstGain) || this.#isLacking(pot, firstGain)) return false;
    this.#admit(pot, firstGain);
    return this.walked.has(pot);
  }

  /** Admits one wave. What it lacks comes back; `settled` when nothing was new. */
  wave(gains: ReadonlyMap<number, Gain>): readonly PotRequest[] | 'settled' {
    const reread: PotRequest[] = [];
    const candidates: (readonly [number, Gain])[] = [];
    gains.forEach((gain, pot) => {
      if (this.walked.has(pot)) {
        if (this.#isLacking(pot, gain)) reread.push(...this.#requestOf(pot, gain));
      } else if (this.#isCandidate(pot, gain)) candidates.push([pot, gain]);
    });
    const potsLeft = (this.#world.request.limits?.potsMax ?? 0) - this.#potsWalked;
    if (candidates.length > potsLeft) this.#isBudgetExhausted = true;
    if (reread.length > 0) return reread;
    if (candidates.length === 0) return 'settled';
    for (const [pot] of candidates.slice(Math.max(0, potsLeft))) this.#rejected.set(pot, 'budget');
    const taken = candidates.slice(0, Math.max(0, potsLeft));
    const missing = taken.flatMap(([pot, gain]) => this.#requestOf(pot, gain));
    if (missing.length > 0) return missing;
    for (const [pot, gain] of taken) this.#admit(pot, gain);
    return [];
  }

  #isCandidate(pot: number, gain: Gain): boolean {
    const isOpen = gain.end === undefined && !this.#rejected.has(pot);
    return isOpen && this.#limitOf(gain, pot) === undefined;
  }

  settled(spread: Spread): Admission {
    const cuts = new Map<number, EndpointKind>();
    spread.gains.forEach((gain, pot) => {
      if (gain.end !== undefined || this.walked.has(pot)) return;
      cuts.set(pot, this.#rejected.get(pot) ?? this.#limitOf(gain, pot) ?? 'budget');
    });
    return { spread, walked: this.walked, cuts, missing: [] };
  }

  /** The receivers of the seed itself are always walked: they were asked for. */
  #limitOf(gain: Gain, pot: number): EndpointKind | undefined {
    const { limits } = this.#world.request;
    if (!limits || gain.hops <= 0) return undefined;
    const asset = this.#world.graph.potAsset[pot] ?? 0;
    const reaches =
      // No pot can gain more of the seed than there is, however poison grows.
      this.#seed.amountBase >= limits.minimumBase &&
      this.#worth.atLeast(asset, gain.receivedBase, limits.minimumBase);
    if (!reaches) return 'below-minimum';
    return gain.hops >= limits.hopsMax ? 'max-hops' : undefined;
  }

  /** Whether it must be loaded, or loaded from earlier on. */
  #isLacking(pot: number, gain: Gain): boolean {
    const { graph, loaded } = this.#world;
    const known = loaded.get(pot);
    if (known) {
      const fromHeight = graph.height[gain.firstIndex] ?? 0;
      return known.state === 'loaded' && known.fromHeight > fromHeight;
    }
    // What a transaction does is loaded with the coins that are spent in it.
    return graph.coinPotOf(pot)?.kind !== 'spend';
  }

  #requestOf(pot: number, gain: Gain): PotRequest[] {
    if (!this.#isLacking(pot, gain)) return [];
    const { graph } = this.#world;
    const fromHeight = graph.height[gain.firstIndex] ?? 0;
    const coinPot = graph.coinPotOf(pot);
    const account = graph.accounts[graph.potAccount[pot] ?? 0];
    const asset = graph.assets[graph.potAsset[pot] ?? 0];
    if (!account || !asset) return [];
    return [{ account, asset, fromHeight, ...(coinPot ? { coin: coinPot.key } : {}) }];
  }

  #admit(pot: number, gain: Gain): void {
    const isSpend = this.#world.graph.coinPotOf(pot)?.kind === 'spend';
    // A transaction that the seed is spent in is there with it, unless the caller says otherwise.
    const state = this.#world.loaded.get(pot)?.state ?? (isSpend ? 'loaded' : undefined);
    if (state !== 'loaded') {
      this.#rejected.set(pot, endOfUnwalked(state));
      return;
    }
    const spend = spendOf(this.#world, pot);
    const isNewSpend = spend !== undefined && !this.walked.has(spend);
    const transfers =
      transfersFrom(this.#world, pot, gain.firstIndex) +
      (isNewSpend ? transfersFrom(this.#world, spend, 0) : 0);
    if (transfers > this.#transfersLeft) {
      this.#rejected.set(pot, 'budget');
      return;
    }
    this.#transfersLeft -= transfers;
    this.#potsWalked += 1;
    this.walked.add(pot);
    if (isNewSpend) this.walked.add(spend);
  }
}

/** Why the trail ends in a pot that is not there to be walked. */
function endOfUnwalked(state: LoadedPot['state'] | undefined): EndpointKind {
  if (state === 'too-large') return 'budget';
  return state === 'mixed' ? 'mixer' : 'not-covered';
}

/** The transaction that spends a coin; undefined for pots of account ledgers and unspent coins. */
function spendOf({ graph, pots }: TraceWorld, pot: number): number | undefined {
  if (graph.coinPotOf(pot)?.kind !== 'coin') return undefined;
  const own = pots.order.subarray(pots.start[pot] ?? 0, pots.start[pot + 1] ?? 0);
  const spending = own.find((index) => graph.from[index] === pot);
  return spending === undefined ? undefined : graph.to[spending];
}

/** How many transfers of a pot lie between its first gain and the horizon. */
function transfersFrom(world: TraceWorld, pot: number, firstIndex: number): number {
  const { start, order } = world.pots;
  let transfers = 0;
  for (let at = start[pot] ?? 0; at < (start[pot + 1] ?? 0); at += 1) {
    const index = order[at] ?? 0;
    if (index >= firstIndex && !isBeyondHorizon(world, index)) transfers += 1;
  }
  return transfers;
}
