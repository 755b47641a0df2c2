import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { WagetraceError } from '../domain/errors.ts';
import { encodeJson } from '../domain/json.ts';
import type { Actor } from '../domain/organisation.ts';
import { isPlainText } from '../domain/plain-text.ts';
import { authorise } from './authenticate.ts';
import { readBody } from './body.ts';
import { problemOf, sendProblem } from './problem.ts';
import { answered, type Call, type Route } from './route.ts';
import type { ApiServices, IdempotencyKey } from './services.ts';

const bodyBytesMax = 256 * 1024;
/** Faults that one part of a request is told of. */
const faultsMax = 50;
const idempotencyKeyPattern = /^[\x20-\x7e]{1,255}$/;

/** Takes one request through its route: who calls, may they, what do they say, the answer. */
export async function serve(
  one: Route,
  identify: (headers: Request['headers']) => Promise<Actor>,
  services: ApiServices,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    const actor = await identify(request.headers);
    authorise(actor, one.roles);
    const body = await readBody(request, one.bodyBytesMax ?? bodyBytesMax, one.csv ?? false);
    const call = validated(one, actor, request, response, body.value);
    const key = one.creates ? request.headers['idempotency-key'] : undefined;
    if (key === undefined) {
      const result = await one.handle(call);
      if (result !== answered) send(response, one.status ?? 200, encodeJson(result));
      return;
    }
    await serveOnce(one, call, services, idempotencyOf(one, call, String(key), body.bytes));
  } catch (error) {
    sendFailure(error, services, request, response);
  }
}

export function requestIdOf(response: Response): string {
  return String(response.locals['requestId']);
}

/** Answers with the problem; what is our fault is told to the log under the same request id. */
export function sendFailure(
  error: unknown,
  services: ApiServices,
  request: Request,
  response: Response,
): void {
  const problem = problemOf(error, requestIdOf(response));
  if (problem.status === 500 || problem.code.startsWith('database.'))
    services.onFailure(error, problem.requestId);
  sendProblem(response, problem, request);
}

function validated(
  one: Route,
  actor: Actor,
  request: Request,
  response: Response,
  body: unknown,
): Call<unknown, unknown, unknown> {
  const faults: string[] = [];
  const check = (part: string, schema: z.ZodType, value: unknown): unknown => {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    if (part === 'body' && value === undefined) {
      faults.push('body: JSON is needed');
      return undefined;
    }
    for (const issue of read.error.issues.slice(0, faultsMax)) {
      faults.push(`${[part, ...issue.path].join('.')}: ${issue.message}`);
    }
    return undefined;
  };
  const params = check('path', one.params, request.params);
  const query = check('query', one.query, { ...request.query });
  if (![request.params, request.query].every(isShown)) faults.push('no control characters');
  const given = body === undefined && takesEmpty(one.body) ? {} : body;
  const parsed = one.csv && typeof body === 'string' ? body : check('body', one.body, given);
  if (faults.length > 0) {
    throw new WagetraceError('request.invalid', 'The request does not fit', {
      details: { faults },
    });
  }
  return { actor, params, query, body: parsed, raw: { request, response } };
}

/** Whether a body has nothing that must be said: then none at all is one that says nothing. */
export function takesEmpty(body: z.ZodType): boolean {
  return !body.safeParse(undefined).success && body.safeParse({}).success;
}

/** No text of an address is of another meaning than it shows, and PostgreSQL keeps no U+0000. */
function isShown(given: object): boolean {
  return Object.values(given).every((text) => typeof text !== 'string' || isPlainText(text));
}

function send(response: Response, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(body);
}

/** Two requests are the same when path, query, type and bytes are. */
function idempotencyOf(
  one: Route,
  { actor, params, query, raw }: Call<unknown, unknown, unknown>,
  key: string,
  bytes: Buffer,
): IdempotencyKey {
  if (!idempotencyKeyPattern.test(key)) {
    const message = 'Idempotency-Key has 1 to 255 printable ASCII characters';
    throw new WagetraceError('request.invalid', message);
  }
  const about = [params, query, raw.request.headers['content-type'] ?? ''];
  return {
    organisationId: actor.organisationId,
    key,
    route: `${one.method} ${one.path}`,
    inputSha256: createHash('sha256').update(encodeJson(about)).update(bytes).digest(),
  };
}

/**
 * `Idempotency-Key`: the same request again gets the same answer, byte for byte; another one under the same key
 * is refused, and so is one that is still being worked on.
 */
async function serveOnce(
  one: Route,
  call: Call<unknown, unknown, unknown>,
  services: ApiServices,
  request: IdempotencyKey,
): Promise<void> {
  // CAST: the router handed Express's own response on.
  const response = call.raw.response as Response;
  const start = await services.idempotency.begin(request);
  if (start.state === 'replay') {
    response.setHeader('idempotent-replayed', 'true');
    send(response, start.status, start.body);
    return;
  }
  if (start.state !== 'fresh') {
    throw start.state === 'in-flight'
      ? new WagetraceError('idempotency.in-flight', 'This request is being worked on')
      : new WagetraceError('idempotency.different-input', 'The key was used for another request');
  }
  try {
    const body = encodeJson(await one.handle(call));
    const status = one.status ?? 200;
    await services.idempotency.finish(request, start.claim, { status, body });
    send(response, status, body);
  } catch (error) {
    await services.idempotency.abandon(request, start.claim);
    throw error;
  }
}
