import { WagetraceError } from '../domain/errors.ts';
import { type AttributionMethod, accountMethods, attributionMethods } from '../domain/flow.ts';
import { type Admission, AdmissionWaves } from './admission.ts';
import type { LoadedPot, TraceRequest, TraceSeed } from './trace-request.ts';
import { type ResolvedSeed, resolveSeed, resolveWorld, type TraceWorld } from './trace-world.ts';

/**
 * How far a request was answered when pots were missing. Most waves end at pots that pay nothing,
 * so that they bring no new transfer: what was found before them still holds then, and is not
 * found again.
 */
export class TraceProgress {
  readonly world: TraceWorld;
  readonly seeds: readonly ResolvedSeed[];
  readonly #waves: readonly AdmissionWaves[];
  /** What grows in place while pots are loaded, as large as it was. */
  #seen: Sizes;

  /** Throws what `trace` throws for a request that is none. */
  constructor(request: TraceRequest) {
    checkMethods(request);
    this.world = resolveWorld(request);
    this.#seen = sizesOf(request);
    this.seeds = combined(request).map((seed) => resolveSeed(this.world, seed));
    this.#waves = this.seeds.map((seed) => new AdmissionWaves(this.world, seed));
  }

  admit(): readonly Admission[] {
    return this.#waves.map((waves) => waves.admit());
  }

  /**
   * Takes in the pots that were loaded since, where nothing else is new. False where the request has
   * to be answered from the beginning: it has another transfer, say, or a pot was loaded again.
   */
  continue(request: TraceRequest): boolean {
    const [before, now] = [this.#seen, sizesOf(request)];
    const isSame =
      sameFields.every((field) => request[field] === this.world.request[field]) &&
      before.verdicts === now.verdicts &&
      before.listed === now.listed;
    if (!isSame) return false;
    const { graph, loaded } = this.world;
    const fresh = new Map<number, LoadedPot>();
    for (const pot of request.loaded.slice(before.loaded)) {
      const number = graph.potOf(pot);
      if (number !== undefined) fresh.set(number, pot);
    }
    for (const number of fresh.keys()) if (loaded.has(number)) return false;
    for (const [number, pot] of fresh) loaded.set(number, pot);
    this.#seen = now;
    return true;
  }
}

/** What must be the same object. */
const sameFields = [
  ...(['subgraph', 'seeds', 'combine', 'horizon', 'conversions', 'limits', 'loaded'] as const),
  ...(['verdicts', 'listed', 'method', 'methods', 'boundedOthersMax', 'pathsMax'] as const),
];

interface Sizes {
  readonly loaded: number;
  readonly verdicts: number;
  readonly listed: number;
}

function sizesOf({ loaded, verdicts, listed }: TraceRequest): Sizes {
  return { loaded: loaded.length, verdicts: verdicts.length, listed: listed.size };
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
