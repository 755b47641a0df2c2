import { type ChainId, chainOf } from '../domain/caip.ts';
import type { Endpoint, Hop, Path } from '../domain/flow.ts';
import { transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { reversedWorld } from './reversed.ts';
import type { Subgraph } from './subgraph.ts';
import { trace } from './trace.ts';
import type { TraceConversion, TraceRequest } from './trace-request.ts';
import type { SeedTrace, TraceOutcome } from './trace-result.ts';

export interface BackwardRequest extends TraceRequest {
  /** First block of each chain that counts; 0 for those not named. */
  readonly since: Readonly<Record<ChainId, number>>;
}

/**
 * Where did the value of the seeds' transfers come from? `trace` of the world turned round: the
 * senders of the seeds are hop 0, `payers` are who received them, and what no earlier transfer
 * explains is `origin`. Everything is told in the world as it is: pots are asked for from the first
 * block that counts, paths run from the source to the seed. What `leaving` names came into walked
 * pots, or is of the seeds. Errors as of `trace`.
 */
export function traceBackwards(request: BackwardRequest): TraceOutcome {
  const { subgraph, loaded, horizon, since, conversions } = request;
  const world = reversedWorld(subgraph, loaded, horizon, since, conversions);
  const outcome = trace({ ...request, ...world });
  const seeds = request.seeds.flatMap(({ transferKeys }) => transferKeys);
  const leaving = [...new Set([...seeds, ...outcome.leaving.map(transferKey)])].flatMap(
    (key) => stored(subgraph, key) ?? [],
  );
  if (outcome.state === 'traced') {
    const undivided = keysOf(world.conversions.filter(({ restKind }) => restKind === 'contract'));
    const traces = outcome.traces.map((one) => turned(subgraph, one, undivided));
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

function turned(subgraph: Subgraph, result: SeedTrace, undivided: ReadonlySet<string>): SeedTrace {
  const met = result.conversions.filter(({ sourceKeys }) =>
    sourceKeys.some((key) => undivided.has(key)),
  ).length;
  const message = `${met} conversions gave several assets, and nothing tells what each stood for`;
  return {
    ...result,
    reasons: [...result.reasons, ...(met > 0 ? [{ code: 'many-to-many', message }] : [])],
    endpoints: result.endpoints.map(turnedEnd),
    paths: result.paths.map((path) => turnedPath(subgraph, path)),
    transferKeys: [...result.transferKeys].reverse(),
  };
}

function turnedEnd(end: Endpoint): Endpoint {
  return end.kind === 'unspent' ? { ...end, kind: 'origin' } : end;
}

function turnedPath(subgraph: Subgraph, path: Path): Path {
  const hops = path.hops.map((hop): Hop => {
    const height = stored(subgraph, hop.transferKey)?.height ?? hop.height;
    return { ...hop, height, from: hop.to, to: hop.from };
  });
  return { ...path, hops: hops.reverse() };
}
