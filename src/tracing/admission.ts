import type { EndpointKind } from '../domain/flow.ts';
import { type AssetWorth, worthOfAssets } from './asset-worth.ts';
import { type Gain, poisonSpread, type Spread } from './poison-spread.ts';
import type { LoadedPot, PotRequest } from './trace-request.ts';
import {
  isBeyondHorizon,
  type ResolvedSeed,
  spreadsAtRest,
  type TraceWorld,
} from './trace-world.ts';

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
 */
export class AdmissionWaves {
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #judge: AdmissionJudge;
  /** Over the pots that are walked so far; undefined: not made yet. */
  #spread: Spread | undefined;

  constructor(world: TraceWorld, seed: ResolvedSeed) {
    this.#world = world;
    this.#seed = seed;
    this.#judge = new AdmissionJudge(world, seed);
  }

  /** Goes on until pots are missing, or to the end. Again when these were loaded, and no transfer was new. */
  admit(): Admission {
    const judge = this.#judge;
    if (!this.#world.request.limits) return judge.unlimited();
    const isWalked = (pot: number): boolean => judge.walked.has(pot);
    for (;;) {
      const spread = this.#spread ?? poisonSpread(this.#world, this.#seed, isWalked);
      this.#spread = spread;
      const missing = judge.wave(spread);
      if (missing === 'settled') return judge.settled(spread);
      if (missing.length > 0) return { ...judge.settled(spread), missing };
      this.#spread = undefined;
    }
  }
}

class AdmissionJudge {
  readonly walked = new Set<number>();
  readonly #rejected = new Map<number, EndpointKind>();
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #worth: AssetWorth;
  readonly #spreadsAtRest: boolean;
  readonly #seeded: ReadonlySet<number>;
  #potsWalked = 0;
  #transfersLeft: number;

  constructor(world: TraceWorld, seed: ResolvedSeed) {
    this.#world = world;
    this.#seed = seed;
    this.#worth = worthOfAssets(world, seed);
    this.#spreadsAtRest = spreadsAtRest(world);
    this.#seeded = new Set(seed.transfers);
    this.#transfersLeft = world.request.limits?.transfersMax ?? Number.POSITIVE_INFINITY;
  }

  /** Without limits every pot that gains is walked: one spread finds them all. */
  unlimited(): Admission {
    const { graph, loaded } = this.#world;
    const isWalked = (pot: number): boolean =>
      (loaded.get(pot)?.state ??
        (graph.coinPotOf(pot)?.kind === 'spend' ? 'loaded' : undefined)) === 'loaded';
    const spread = poisonSpread(this.#world, this.#seed, isWalked);
    // In the order of their gains, whichever were loaded first.
    this.walked.clear();
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

  /** Admits one wave. What it lacks comes back; `settled` when nothing was new. */
  wave({ gains, resting }: Spread): readonly PotRequest[] | 'settled' {
    const reread: PotRequest[] = [];
    const candidates: (readonly [number, Gain])[] = [];
    gains.forEach((gain, pot) => {
      if (this.walked.has(pot)) {
        if (this.#isLacking(pot, gain, !resting.has(pot))) {
          reread.push(...this.#requestOf(pot, gain));
        }
      } else if (this.#isCandidate(pot, gain)) candidates.push([pot, gain]);
    });
    if (reread.length > 0) return reread;
    if (candidates.length === 0) return 'settled';
    const potsLeft = (this.#world.request.limits?.potsMax ?? 0) - this.#potsWalked;
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

  /** Whether it must be loaded, or loaded from earlier on; `pays` where that is known. */
  #isLacking(pot: number, gain: Gain, pays?: boolean): boolean {
    const { graph, loaded } = this.#world;
    const known = loaded.get(pot);
    if (known) {
      const fromHeight = graph.height[gain.firstIndex] ?? 0;
      if (known.state !== 'loaded') return false;
      if (known.fromHeight > fromHeight) return true;
      return known.resting === true && this.#needsCredits(pot, gain, pays);
    }
    // What a transaction does is loaded with the coins that are spent in it.
    return graph.coinPotOf(pot)?.kind !== 'spend';
  }

  /** Of a pot that is said to rest, whether what it received matters all the same, say since it does pay. */
  #needsCredits(pot: number, gain: Gain, pays?: boolean): boolean {
    if (this.#isWhole(gain)) return true;
    return pays ?? this.#laterTransfers(pot, gain.firstIndex).pays;
  }

  /**
   * Whether what a pot received matters though it pays nothing: by poison, and of whoever received
   * the seed itself, whom others want to mislead as long as he still has it (`look-alikes.ts`).
   */
  #isWhole({ hops }: Gain): boolean {
    return this.#spreadsAtRest || hops <= 0;
  }

  #requestOf(pot: number, gain: Gain): PotRequest[] {
    if (!this.#isLacking(pot, gain)) return [];
    const { graph } = this.#world;
    const fromHeight = graph.height[gain.firstIndex] ?? 0;
    const coinPot = graph.coinPotOf(pot);
    const account = graph.accounts[graph.potAccount[pot] ?? 0];
    const asset = graph.assets[graph.potAsset[pot] ?? 0];
    if (!account || !asset) return [];
    if (coinPot) return [{ account, asset, fromHeight, coin: coinPot.key }];
    const known = this.#world.loaded.get(pot);
    const isResting = known?.state === 'loaded' && known.resting;
    const isWhole = this.#isWhole(gain) || (isResting && this.#needsCredits(pot, gain));
    return [{ account, asset, fromHeight, onlyIfPaying: !isWhole }];
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
      this.#transfersFrom(pot, gain.firstIndex) + (isNewSpend ? this.#transfersFrom(spend, 0) : 0);
    if (transfers > this.#transfersLeft) {
      this.#rejected.set(pot, 'budget');
      return;
    }
    this.#transfersLeft -= transfers;
    this.#potsWalked += 1;
    this.walked.add(pot);
    if (isNewSpend) this.walked.add(spend);
  }

  /** How many transfers of a pot matter between its first gain and the horizon. */
  #transfersFrom(pot: number, firstIndex: number): number {
    const { count, pays } = this.#laterTransfers(pot, firstIndex);
    return pays || this.#spreadsAtRest ? count : 0;
  }

  /**
   * The loaded transfers of a pot between its first gain and the horizon, and whether it pays one; a
   * seed it pays wherever the horizon lies.
   */
  #laterTransfers(pot: number, firstIndex: number) {
    const { graph, pots } = this.#world;
    let [count, pays] = [0, false];
    for (let at = pots.start[pot] ?? 0; at < (pots.start[pot + 1] ?? 0); at += 1) {
      const index = pots.order[at] ?? 0;
      if (index < firstIndex) continue;
      const isWithin = !isBeyondHorizon(this.#world, index);
      if (isWithin) count += 1;
      if (graph.from[index] === pot && (isWithin || this.#seeded.has(index))) pays = true;
    }
    return { count, pays };
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
