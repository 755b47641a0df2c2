import type { AccountId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import { type AttributionMethod, accountMethods, attributionMethods } from '../domain/flow.ts';
import { type Admission, admitPots } from './admission.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { conservationOf } from './conservation.ts';
import { convertedBy } from './converted-value.ts';
import { endpointsOf } from './endpoints.ts';
import { pathsOf } from './paths.ts';
import { type Propagation, propagate } from './propagate.ts';
import { reasonsOf } from './trace-reasons.ts';
import type { PotRequest, TraceRequest, TraceSeed } from './trace-request.ts';
import type {
  ConservationFigures,
  SeedTrace,
  TouchedAccount,
  TraceOutcome,
} from './trace-result.ts';
import { TraceWindow } from './trace-window.ts';
import { type ResolvedSeed, resolveSeed, resolveWorld, type TraceWorld } from './trace-world.ts';

/**
 * Follows seeds over the loaded transfers. A pot that the trace must see and that is not loaded
 * from early enough comes back as a wave: load every requested pot in one batch, rebuild the
 * subgraph from all transfers loaded so far, and ask again; the last call returns the answer.
 * Which pots are asked for depends on the limits and the transfers only, never on what happened
 * to be loaded beyond them, so the result does not either.
 *
 * Errors: `tracing.bad-seed` (unknown key, several assets, no transfer),
 * `tracing.bad-method`, `tracing.conservation` (a defect: an amount was lost or made).
 */
export function trace(request: TraceRequest): TraceOutcome {
  checkMethods(request);
  const world = resolveWorld(request);
  const seeds = combined(request).map((seed) => resolveSeed(world, seed));
  const admissions = seeds.map((seed) => admitPots(world, seed));
  const missing = admissions.flatMap((admission) => admission.missing);
  const leaving = leavingOf(world, admissions);
  if (missing.length > 0) {
    // One seed asks for each pot once.
    const pots = admissions.length === 1 ? missing : earliestOfEach(missing);
    return { state: 'missing', pots, leaving };
  }
  const traces = seeds.map((seed, place) => {
    // CAST: one admission for each seed.
    return traceSeed(world, seed, admissions[place] as Admission);
  });
  return { state: 'traced', traces, leaving };
}

function leavingOf({ graph }: TraceWorld, admissions: readonly Admission[]): PotTransfer[] {
  const lists = admissions.map(({ spread }) => spread.leaving);
  const [only] = lists;
  const indexes =
    only && lists.length === 1 ? only : [...new Set(lists.flat())].sort((a, b) => a - b);
  const leaving: PotTransfer[] = [];
  for (const index of indexes) {
    const transfer = graph.transfers[index];
    if (transfer) leaving.push(transfer);
  }
  return leaving;
}

function checkMethods({ subgraph, seeds, method, methods }: TraceRequest): void {
  const isInCoins = seeds.some(({ transferKeys }) =>
    transferKeys.some((key) => subgraph.transfers[subgraph.indexOf(key) ?? -1]?.pots),
  );
  const fitting: readonly AttributionMethod[] = isInCoins ? attributionMethods : accountMethods;
  const unfit = methods.find((name) => !fitting.includes(name));
  if (unfit || !methods.includes(method)) {
    throw new WagetraceError(
      'tracing.bad-method',
      'Not a method of the ledger of the seeds, or not asked',
      {
        details: { method: unfit ?? method, methods },
      },
    );
  }
}

function combined({ seeds, combine }: TraceRequest): readonly TraceSeed[] {
  const [first] = seeds;
  if (combine === 'each' || !first) return seeds;
  return [
    {
      id: first.id,
      transferKeys: seeds.flatMap((seed) => seed.transferKeys),
      payers: [...new Set(seeds.flatMap((seed) => seed.payers))],
    },
  ];
}

/** One request per pot, from the earliest height that any seed asks for; order of first asking. */
function earliestOfEach(requests: readonly PotRequest[]): PotRequest[] {
  const byPot = new Map<string, PotRequest>();
  for (const request of requests) {
    const key = `${request.account} ${request.asset} ${request.coin ?? ''}`;
    const known = byPot.get(key);
    if (!known || request.fromHeight < known.fromHeight) byPot.set(key, request);
  }
  return [...byPot.values()];
}

function traceSeed(world: TraceWorld, seed: ResolvedSeed, admission: Admission): SeedTrace {
  const { method, methods } = world.request;
  const pots = new TraceWindow(world, admission);
  const poison = propagate(world, seed, admission, pots, 'poison');
  const byMethod = new Map<AttributionMethod, Propagation>([['poison', poison]]);
  for (const name of methods) {
    if (name !== 'poison') byMethod.set(name, propagate(world, seed, admission, pots, name));
  }
  const conservation: Partial<Record<AttributionMethod, readonly ConservationFigures[]>> = {};
  for (const [name, propagation] of byMethod) {
    const figures = conservationOf(world, seed, propagation);
    if (name !== 'poison') conservation[name] = figures;
  }
  const accounts = accountsOf(world, seed, admission);
  return {
    seed: seed.seed,
    seedBase: seed.amountBase,
    ...endpointsOf(world, seed, admission, pots, [...byMethod.values()]),
    paths: pathsOf(world, seed, admission, pots, byMethod.get(method) ?? poison),
    conservation,
    reasons: reasonsOf(world, admission, poison),
    walked: walkedPots(world, admission),
    accounts,
    touched: touchedBy(world, admission, byMethod.get(method) ?? poison, accounts),
    conversions: convertedBy(world, byMethod.get(method) ?? poison, poison),
    transferKeys: keysOf(world, admission),
  };
}

function keysOf({ graph }: TraceWorld, { spread }: Admission): readonly string[] {
  const keys: string[] = [];
  for (const index of spread.window) {
    const key = graph.keyAt(index);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

function walkedPots({ graph }: TraceWorld, { walked, spread }: Admission): readonly PotRequest[] {
  const pots: PotRequest[] = [];
  // In the order of first gains: that of admission tells what came when.
  for (const [pot, gain] of spread.gains) {
    const account = graph.accounts[graph.potAccount[pot] ?? 0];
    const asset = graph.assets[graph.potAsset[pot] ?? 0];
    if (!walked.has(pot) || !account || !asset || graph.coinPotOf(pot)) continue;
    pots.push({ account, asset, fromHeight: graph.height[gain.firstIndex] ?? 0 });
  }
  return pots;
}

/** Ends, ways and payers: everything that a later listing could concern. */
function accountsOf(
  { graph }: TraceWorld,
  seed: ResolvedSeed,
  { spread }: Admission,
): readonly AccountId[] {
  const accounts = new Set<AccountId>(seed.seed.payers);
  for (const pot of [...spread.gains.keys(), ...spread.spent.keys()]) {
    if (graph.coinPotOf(pot)?.kind === 'spend') continue;
    const account = graph.accounts[graph.potAccount[pot] ?? 0];
    if (account) accounts.add(account);
  }
  return [...accounts].sort();
}

/** In the order of the accounts, which are all that there are. */
function touchedBy(
  { graph }: TraceWorld,
  { spread }: Admission,
  { carried }: Propagation,
  accounts: readonly AccountId[],
): readonly TouchedAccount[] {
  const found = new Map<AccountId, { account: AccountId; seedUnits: bigint; hops: number }>();
  for (let place = 0; place < spread.window.length; place += 1) {
    const index = spread.window[place] ?? 0;
    const seedUnits = carried[place]?.seedUnits ?? 0n;
    const pot = graph.to[index] ?? 0;
    const account = graph.accounts[graph.potAccount[pot] ?? 0];
    const isSpend = graph.coinPotOf(pot)?.kind === 'spend';
    if (seedUnits === 0n || account === undefined || isSpend) continue;
    const hops = (spread.gains.get(pot) ?? spread.spent.get(pot))?.hops ?? 0;
    const known = found.get(account);
    if (known) {
      known.seedUnits += seedUnits;
      known.hops = Math.min(known.hops, hops);
    } else found.set(account, { account, seedUnits, hops });
  }
  return accounts.flatMap((account) => found.get(account) ?? []);
}
