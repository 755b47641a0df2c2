import { parentPort } from 'node:worker_threads';
import { failureOf } from '../../domain/errors.ts';
import { transferKey } from '../../domain/transfer.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import {
  convergenceOf,
  type MeetingPlace,
  meetingsOf,
} from '../../tracing/convergence/convergence.ts';
import type { PaidPayee } from '../../tracing/convergence/paid-payee.ts';
import { shortestPath, widestPath } from '../../tracing/evidence-path.ts';
import { exposureOf } from '../../tracing/exposure.ts';
import type { Subgraph } from '../../tracing/subgraph.ts';
import { buildSubgraph } from '../../tracing/subgraph-builder.ts';
import type { TraceConversion } from '../../tracing/trace-request.ts';
import type {
  ConvergenceTask,
  EngineAnswers,
  EngineReply,
  EngineRequest,
  ExposureTask,
  PathsFound,
  PathsTask,
} from './engine-message.ts';

/** The life of a thread: it is given transfers and asked questions, in turns, until it is ended. */
const transfers = new Map<string, PotTransfer>();
const payees: PaidPayee[] = [];
let built: { readonly over: string; readonly graph: Subgraph } | undefined;

parentPort?.on('message', (request: EngineRequest) => {
  parentPort?.postMessage(reply(request));
});

function reply(request: EngineRequest): EngineReply {
  try {
    return { ok: true, value: answer(request) };
  } catch (error) {
    return { ok: false, ...failureOf(error) };
  }
}

function answer(request: EngineRequest): EngineAnswers[keyof EngineAnswers] {
  switch (request.kind) {
    case 'add':
      for (const transfer of request.transfers) transfers.set(transferKey(transfer), transfer);
      built = undefined;
      return undefined;
    case 'exposure':
      return exposure(request.task);
    case 'paths':
      return paths(request.task);
    case 'pay':
      payees.push(...request.payees);
      return undefined;
    case 'meetings':
      return meetingsOf({ ...request.task, payees });
    case 'convergence':
      return convergence(request.task);
  }
}

function exposure({ categories, ...task }: ExposureTask) {
  return exposureOf({
    ...{ ...task, subgraph: subgraph(task.conversions ?? []) },
    categoryOf: (one) => categories.get(one),
  });
}

/** What services paid on is not the wallet's any more. */
function paths({ from, to, asset, hopsMax, stops }: PathsTask): PathsFound {
  const walls = new Set(stops);
  const open = [...transfers.values()].filter((transfer) => !walls.has(transfer.from));
  const graph = buildSubgraph(open);
  const shortest = shortestPath(graph, from, to, hopsMax);
  const widest = widestPath(graph, from, to, asset);
  return { ...(shortest ? { shortest } : {}), ...(widest ? { widest } : {}) };
}

/** Nobody meets at a place that was not looked at, so that nothing need be known of it. */
const emptyPlace: MeetingPlace = { outsideSenders: 0, incomeBase: 0n };

function convergence({ places, ...task }: ConvergenceTask) {
  return convergenceOf({ ...task, payees, placeOf: (one) => places.get(one) ?? emptyPlace });
}

/** Built once for all questions between two additions over the same conversions, which are ordered by. */
function subgraph(conversions: readonly TraceConversion[]): Subgraph {
  const over = JSON.stringify(
    conversions.map(({ sourceKeys, legs }) => [
      sourceKeys,
      legs.flatMap(({ transferKeys }) => transferKeys),
    ]),
  );
  if (built?.over !== over) {
    built = { over, graph: buildSubgraph([...transfers.values()], conversions) };
  }
  return built.graph;
}
