import { parentPort } from 'node:worker_threads';
import { isWagetraceError, messageOf } from '../../domain/errors.ts';
import { transferKey } from '../../domain/transfer.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import { exposureOf } from '../../tracing/exposure.ts';
import { buildSubgraph, type Subgraph } from '../../tracing/subgraph.ts';
import type { EngineAnswers, EngineReply, EngineRequest, ExposureTask } from './engine-message.ts';

/** The life of a thread: it is given transfers and asked questions, in turns, until it is ended. */
const transfers = new Map<string, PotTransfer>();
let built: Subgraph | undefined;

parentPort?.on('message', (request: EngineRequest) => {
  parentPort?.postMessage(reply(request));
});

function reply(request: EngineRequest): EngineReply {
  try {
    return { ok: true, value: answer(request) };
  } catch (error) {
    const code = isWagetraceError(error) ? error.code : 'internal';
    return { ok: false, code, message: messageOf(error) };
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
  }
}

function exposure({ categories, ...task }: ExposureTask) {
  return exposureOf({ ...task, subgraph: subgraph(), categoryOf: (one) => categories.get(one) });
}

/** Built once for all questions between two additions. */
function subgraph(): Subgraph {
  built ??= buildSubgraph([...transfers.values()]);
  return built;
}
