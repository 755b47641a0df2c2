import type { Express } from 'express';
import { problemOf, sendProblem } from '../problem.ts';
import type { ApiServices } from '../services.ts';

/** What a load balancer and a monitor ask; without a key, and without anything of a tenant. */
export function addOperations(app: Express, services: ApiServices): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    try {
      const readiness = await services.readiness();
      response.status(readiness.ready ? 200 : 503).json(readiness);
    } catch (error) {
      sendProblem(response, problemOf(error, String(response.locals['requestId'])));
    }
  });
  app.get('/metrics', async (_request, response) => {
    try {
      response.type('text/plain; version=0.0.4').send(await services.metrics());
    } catch (error) {
      sendProblem(response, problemOf(error, String(response.locals['requestId'])));
    }
  });
}
