import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { traceDirections } from '../../domain/flow.ts';
import { encodeJson } from '../../domain/json.ts';
import { readFlowRequest } from '../../flows/ask-flow.ts';
import { pathsCeiling } from '../../flows/flow-request.ts';
import { flowStates } from '../../flows/flow-row.ts';
import type { FlowProgress } from '../../flows/flows.ts';
import { flow, flowResult } from '../flow-answer.ts';
import { flowBrief } from '../flow-brief-answer.ts';
import { answered, type Call, type Route, route } from '../route.ts';
import {
  accountText,
  assetText,
  byId,
  chain,
  id,
  limitsBody,
  method,
  noParams,
  nothing,
  pageOf,
  paging,
  toPage,
  txHash,
  withoutUndefined,
} from '../schemas.ts';
import type { ApiServices } from '../services.ts';

/** How often the store is looked at for progress, and how long one stream may last. */
const progressEveryMs = 300;
const streamMaxMs = 15 * 60_000;

const flowBody = z
  .strictObject({
    transaction: z
      .strictObject({ chain, tx: txHash, asset: assetText.optional(), to: accountText.optional() })
      .optional(),
    wallet: z
      .strictObject({
        account: accountText,
        asset: assetText,
        side: z.enum(['receipts', 'payments']).default('receipts'),
        fromHeight: z.int().nonnegative().optional(),
      })
      .optional(),
    direction: z.enum(traceDirections).default('forward'),
    method: method.default('fifo'),
    methods: z.array(method).max(8).default([]),
    limits: limitsBody.default({}),
    pathsMax: z.int().min(1).max(pathsCeiling).default(5).describe('Greatest paths that are told'),
  })
  .refine((body) => (body.transaction === undefined) !== (body.wallet === undefined), {
    message: 'Give either transaction or wallet',
  });

/** Flows: ask for one, read one, watch one, list them. */
export function flowRoutes(services: ApiServices): Route[] {
  return [
    askRoute(services),
    listRoute(services),
    readRoute(services),
    eventsRoute(services),
    evidenceRoute(services),
  ];
}

function askRoute(services: ApiServices): Route {
  return route({
    method: 'post',
    path: '/v1/flows',
    tag: 'flows',
    summary: 'Follow a transaction or a wallet; the answer comes later',
    roles: ['admin', 'analyst'],
    params: noParams,
    query: noParams,
    body: flowBody,
    creates: true,
    status: 202,
    answer: flow,
    handle: async ({ actor, body }) => {
      const limits = withoutUndefined(body.limits);
      const request = readFlowRequest(services.payroll.chains, { ...body, limits });
      return await services.flows.request(actor, request);
    },
  });
}

function listRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/flows',
    tag: 'flows',
    summary: 'Flows in brief, newest first; all of one is at its own address',
    roles: ['admin', 'analyst', 'auditor'],
    params: noParams,
    query: paging.extend({
      flagged: z.enum(['true', 'false']).optional(),
      state: z.enum(flowStates).optional(),
      payoutId: id.optional(),
    }),
    body: nothing,
    answer: pageOf(flowBrief),
    handle: async ({ actor, query }) => {
      const { cursor, limit, flagged, state, payoutId } = query;
      const filter = { flagged: flagged && flagged === 'true', state, payoutId };
      const rows = await services.flows.page(actor, filter, { before: cursor, limit: limit + 1 });
      return toPage(rows, limit);
    },
  });
}

function readRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/flows/{id}',
    tag: 'flows',
    summary: 'A flow: endpoints, bounds, paths, conversions, flag, completeness',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: flow,
    handle: async ({ actor, params }) => await services.flows.get(actor, params.id),
  });
}

function evidenceRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/flows/{id}/evidence',
    tag: 'flows',
    summary: 'Everything that a third party needs to run the flow again, with its own digest',
    roles: ['admin', 'analyst', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: z.object({
      format: z.string(),
      flowId: z.string(),
      request: z.object({ method: z.string() }),
      flow: flowResult,
      transfers: z
        .array(z.object({ ordinal: z.number(), key: z.string(), sha256: z.string() }))
        .readonly(),
      digest: z.string(),
    }),
    handle: async ({ actor, params }) => await services.evidence(actor, params.id),
  });
}

function eventsRoute(services: ApiServices): Route {
  return route({
    method: 'get',
    path: '/v1/flows/{id}/events',
    tag: 'flows',
    summary: 'Progress of a flow as server-sent events, from Last-Event-ID on',
    roles: ['admin', 'analyst', 'payroll', 'auditor'],
    params: byId,
    query: noParams,
    body: nothing,
    answer: z.string(),
    handle: async (call) => await streamProgress(services, call),
  });
}

const isOver = ({ state }: FlowProgress) => ['traced', 'failed', 'withdrawn'].includes(state);

/** Streams what is stored, then what is added, until the flow is over or the reader is gone. */
async function streamProgress(
  services: ApiServices,
  { actor, params, raw }: Call<{ id: string }, unknown, unknown>,
): Promise<typeof answered> {
  const { response, request } = raw;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let sequence = lastSeen(request.headers['last-event-id']);
  let found = await services.flows.progress(actor, params.id, sequence);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // A reader sees at once that the stream is open, also before there is anything to tell.
  response.flushHeaders();
  const end = Date.now() + streamMaxMs;
  while (request.method !== 'HEAD' && !gone.signal.aborted && Date.now() < end) {
    for (const event of found.events) {
      sequence = event.sequence;
      const data = encodeJson({ ...asObject(event.data), at: event.at });
      response.write(`id: ${event.sequence}\nevent: ${event.stage}\ndata: ${data}\n\n`);
    }
    if (found.events.length === 0) {
      if (isOver(found)) break;
      await sleep(progressEveryMs);
      if (gone.signal.aborted) break; // the database may be closed by now, too
    }
    found = await services.flows.progress(actor, params.id, sequence);
  }
  response.end();
  return answered;
}

/** A header that is no sequence number of ours starts from the beginning. */
function lastSeen(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
}

function asObject(data: unknown): object {
  return data !== null && typeof data === 'object' ? data : { data };
}
