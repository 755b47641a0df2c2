import { type AccountId, chainOf } from '../domain/caip.ts';
import type { Endpoint, Hop, Path } from '../domain/flow.ts';
import { transferKey } from '../domain/transfer.ts';
import { type PotTransfer, spendAccount } from './coin-transfers.ts';
import { inOrderOfEnds } from './endpoints.ts';
import { reversedWorld } from './reversed.ts';
import type { Subgraph } from './subgraph.ts';
import { trace } from './trace.ts';
import type { TraceConversion, TraceRequest } from './trace-request.ts';
import type { SeedTrace, TraceOutcome } from './trace-result.ts';

/**
 * Where did the value of the seeds' transfers come from? `trace` of the world turned round: the
 * senders of the seeds are hop 0, `payers` are who received them, and what no earlier transfer
 * explains is `origin`. Everything is told in the world as it is: pots are asked for from the first
 * block that counts, paths run from the source to the seed. What `leaving` names came into walked
 * pots, or is of the seeds. Errors as of `trace`.
 */
export function traceBackwards(request: TraceRequest): TraceOutcome {
  const { subgraph, loaded, horizon, conversions } = request;
  const since = horizon.since ?? {};
  const world = reversedWorld(subgraph, loaded, horizon, since, conversions);
  const outcome = trace({ ...request, ...world });
  const seeds = request.seeds.flatMap(({ transferKeys }) => transferKeys);
  const leaving = [...new Set([...seeds, ...outcome.leaving.map(transferKey)])].flatMap(
    (key) => stored(subgraph, key) ?? [],
  );
  if (outcome.state === 'traced') {
    const converted = (conversions ?? []).flatMap(({ sourceKeys }) => sourceKeys);
    const holders = holdersOf(subgraph, [...converted, ...seeds]);
    const undivided = keysOf(world.conversions.filter(({ restKind }) => restKind === 'contract'));
    const traces = outcome.traces.map((one) => turned(subgraph, one, { undivided, holders }));
    return { ...outcome, leaving, traces };
  }
  const pots = outcome.pots.map((pot) => ({
    ...pot,
    fromHeight: since[chainOf(pot.account)] ?? 0,
  }));
  return { ...outcome, leaving, pots };
}

function stored(subgraph: Subgraph, key: string): PotTransfer | undefined {
  return subgraph.transfers[subgraph.indexOf(key) ?? -1];
}

function keysOf(conversions: readonly TraceConversion[]): ReadonlySet<string> {
  return new Set(conversions.flatMap(({ sourceKeys }) => sourceKeys));
}

/** What is told otherwise than the world turned round has it. */
interface Turn {
  /** Keys of what came out of conversions that nothing divides. */
  readonly undivided: ReadonlySet<string>;
  /** Who got what the transactions made. */
  readonly holders: ReadonlyMap<AccountId, AccountId>;
}

function turned(subgraph: Subgraph, result: SeedTrace, { undivided, holders }: Turn): SeedTrace {
  const met = result.conversions.filter(({ sourceKeys }) =>
    sourceKeys.some((key) => undivided.has(key)),
  ).length;
  const message = `${met} conversions gave several assets, and nothing tells what each stood for`;
  return {
    ...result,
    reasons: [...result.reasons, ...(met > 0 ? [{ code: 'many-to-many', message }] : [])],
    // Its blocks are counted the other way round.
    walked: [],
    endpoints: inOrderOfEnds(result.endpoints.map((end) => turnedEnd(end, holders))),
    paths: result.paths.map((path) => turnedPath(subgraph, path)),
    transferKeys: [...result.transferKeys].reverse(),
  };
}

/** What ends in the transaction that made a seed's coin, or one that was converted, ends with who got it. */
function holdersOf(subgraph: Subgraph, keys: readonly string[]): Map<AccountId, AccountId> {
  const made = keys.flatMap((key) => stored(subgraph, key) ?? []);
  return new Map(
    made.flatMap(({ chain, to, pots }) =>
      pots?.from?.kind === 'spend' ? [[spendAccount(chain, pots.from.key), to]] : [],
    ),
  );
}

function turnedEnd(end: Endpoint, holders: ReadonlyMap<AccountId, AccountId>): Endpoint {
  const kind = end.kind === 'unspent' ? 'origin' : end.kind;
  return { ...end, kind, account: holders.get(end.account) ?? end.account };
}

function turnedPath(subgraph: Subgraph, path: Path): Path {
  const hops = path.hops.map((hop): Hop => {
    const height = stored(subgraph, hop.transferKey)?.height ?? hop.height;
    return { ...hop, height, from: hop.to, to: hop.from };
  });
  return { ...path, hops: hops.reverse() };
}
