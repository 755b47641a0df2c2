import { createHash, randomUUID } from 'node:crypto';
import { apiReference } from '@scalar/express-api-reference';
import express, { type Express, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { z } from 'zod';
import { WagetraceError } from '../domain/errors.ts';
import { encodeJson } from '../domain/json.ts';
import type { Actor } from '../domain/organisation.ts';
import { authenticator, authorise } from './authenticate.ts';
import { readBody } from './body.ts';
import { describeApi } from './openapi.ts';
import { type Problem, problemOf, sendProblem } from './problem.ts';
import { answered, type Call, type Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';
import { addOperations } from './routes/operations.ts';
import type { ApiServices, IdempotencyKey } from './services.ts';

const bodyBytesMax = 256 * 1024;
/** Requests a minute of one key; screening in batches needs far fewer. */
const requestsPerMinute = 60_000;

/** Builds the application; listening is the runtime's. */
export function createApp(services: ApiServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet({ contentSecurityPolicy: false }));
  app.use((_request, response, next) => {
    response.locals['requestId'] = randomUUID();
    response.setHeader('x-request-id', requestIdOf(response));
    next();
  });
  addOperations(app, services);
  const routes = allRoutes(services);
  const description = describeApi(routes, services.version);
  app.get('/openapi.json', (_request, response) => void response.json(description));
  app.use('/docs', apiReference({ content: description, withDefaultFonts: false }));
  app.use('/v1', limiter());
  const identify = authenticator(services.authenticate);
  for (const one of routes) {
    const path = one.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[one.method](path, (request, response) => {
      void serve(one, identify, services, request, response);
    });
  }
  app.use((request, response) => notFound(routes, request, response));
  return app;
}

function limiter() {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: (request) => request.headers.authorization ?? 'anonymous',
    handler: (_request, response) => {
      const error = new WagetraceError('request.too-many', 'Too many requests; wait and try again');
      sendProblem(response, problemOf(error, requestIdOf(response)));
    },
  });
}

function requestIdOf(response: Response): string {
  return String(response.locals['requestId']);
}

function notFound(routes: readonly Route[], request: Request, response: Response): void {
  const matches = (path: string) =>
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(request.path);
  const error = routes.some((one) => matches(one.path))
    ? new WagetraceError('request.method-not-allowed', 'This path has no such method')
    : new WagetraceError('request.not-found', 'No such path');
  sendProblem(response, problemOf(error, requestIdOf(response)));
}

async function serve(
  one: Route,
  identify: (header: string | undefined) => Promise<Actor>,
  services: ApiServices,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    const actor = await identify(request.headers.authorization);
    authorise(actor, one.roles);
    const body = await readBody(request, one.bodyBytesMax ?? bodyBytesMax, one.csv ?? false);
    const call = validated(one, actor, request, response, body.value);
    const key = one.creates ? request.headers['idempotency-key'] : undefined;
    if (typeof key === 'string') await serveOnce(one, call, services, key, body.bytes, response);
    else await answer(one, call, response);
  } catch (error) {
    sendFailure(error, services, response);
  }
}

function sendFailure(error: unknown, services: ApiServices, response: Response): void {
  const problem: Problem = problemOf(error, requestIdOf(response));
  if (problem.status >= 500) services.onFailure(error, problem.requestId);
  sendProblem(response, problem);
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
    for (const issue of read.error.issues.slice(0, 50)) {
      faults.push(`${[part, ...issue.path].join('.')}: ${issue.message}`);
    }
    return undefined;
  };
  const params = check('path', one.params, request.params);
  const query = check('query', one.query, request.query);
  const parsed = one.csv && typeof body === 'string' ? body : check('body', one.body, body);
  if (faults.length > 0) {
    throw new WagetraceError('request.invalid', 'The request does not fit', {
      details: { faults },
    });
  }
  const signal = abortedWith(response);
  return { actor, params, query, body: parsed, signal, raw: { request, response } };
}

function abortedWith(response: Response): AbortSignal {
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  return abort.signal;
}

async function answer(one: Route, call: Call<unknown, unknown, unknown>, response: Response) {
  const result = await one.handle(call);
  if (result === answered) return { status: 200, body: undefined };
  return send(response, one.status ?? 200, result);
}

function send(response: Response, status: number, body: unknown) {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(encodeJson(body));
  return { status, body };
}

/**
 * `Idempotency-Key`: the same request again gets the same answer; another one under the same key
 * is refused, and so is one that is still being worked on.
 */
async function serveOnce(
  one: Route,
  call: Call<unknown, unknown, unknown>,
  services: ApiServices,
  key: string,
  bytes: Buffer,
  response: Response,
): Promise<void> {
  if (key.length > 255 || key.length === 0) {
    throw new WagetraceError('request.invalid', 'Idempotency-Key has 1 to 255 characters');
  }
  const request: IdempotencyKey = {
    organisationId: call.actor.organisationId,
    key,
    route: `${one.method} ${one.path}`,
    inputSha256: createHash('sha256').update(encodeJson(call.params)).update(bytes).digest(),
  };
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
    const body = await one.handle(call);
    const status = one.status ?? 200;
    await services.idempotency.finish(request, start.claim, { status, body });
    send(response, status, body);
  } catch (error) {
    await services.idempotency.abandon(request, start.claim);
    throw error;
  }
}
