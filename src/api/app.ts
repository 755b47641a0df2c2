import { randomUUID } from 'node:crypto';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
} from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { WagetraceError } from '../domain/errors.ts';
import { authenticator } from './authenticate.ts';
import { docsPage } from './docs-page.ts';
import { describeApi } from './openapi.ts';
import { problemOf, sendProblem } from './problem.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';
import { addOperations } from './routes/operations.ts';
import { requestIdOf, sendFailure, serve } from './serve.ts';
import type { ApiServices } from './services.ts';

/** No key is longer; what is, shares one allowance instead of filling the memory. */
const authorizationLengthMax = 256;

/** Pages load from here alone; what the reference draws itself needs inline styles and data images. */
const contentSecurity = {
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  // Served over plain HTTP on a user's own machine as well.
  'upgrade-insecure-requests': null,
};

/** Builds the application; listening is the runtime's. */
export function createApp(services: ApiServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((_request, response, next) => {
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.setHeader('x-request-id', requestId);
    next();
  });
  const routes = allRoutes(services);
  addRoutes(app, routes, services);
  app.use(helmet({ contentSecurityPolicy: { directives: contentSecurity } }));
  addOperations(app, services);
  const description = describeApi(routes, services.version);
  app.get('/openapi.json', (_request, response) => void response.json(description));
  app.get('/', (_request, response) => void response.redirect('/docs'));
  app.use('/docs', docsPage());
  app.use(notFound(routes));
  app.use(failed(services));
  return app;
}

function addRoutes(app: Express, routes: readonly Route[], services: ApiServices): void {
  app.use(['/v1', '/api'], limiter(services), (_request, response, next) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    next();
  });
  const identify = authenticator(services.authenticate);
  for (const one of routes) {
    const path = one.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[one.method](path, (request, response) => {
      void serve(one, identify, services, request, response);
    });
  }
}

function limiter({ requestsPerMinute }: ApiServices) {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: ({ headers }) => {
      const key = headers.authorization ?? headers['x-api-key'] ?? headers['token'];
      return typeof key === 'string' && key.length <= authorizationLengthMax ? key : 'none';
    },
    handler: (_request, response) => {
      const error = new WagetraceError('request.too-many', 'Too many requests; wait and try again');
      sendProblem(response, problemOf(error, requestIdOf(response)));
    },
  });
}

/** No such path, or a path that knows other methods, which the answer then names (RFC 9110, 15.5.6). */
function notFound(routes: readonly Route[]) {
  const known = routes.map(({ method, path }) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  return (request: Request, response: Response): void => {
    const methods = known.filter(({ pattern }) => pattern.test(request.path));
    if (methods.length > 0) {
      response.setHeader('allow', methods.map(({ method }) => method).join(', '));
    }
    const error =
      methods.length > 0
        ? new WagetraceError('request.method-not-allowed', 'This path has no such method')
        : new WagetraceError('request.not-found', 'No such path');
    sendProblem(response, problemOf(error, requestIdOf(response)));
  };
}

/** What fails before a route is reached: a path whose percent-encoding is broken, or a defect. */
function failed(services: ApiServices): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const cause = error instanceof URIError ? malformedPath(error) : error;
    sendFailure(cause, services, request, response);
  };
}

function malformedPath(cause: URIError): WagetraceError {
  return new WagetraceError('request.malformed', 'The path is not percent-encoded UTF-8', {
    cause,
  });
}
