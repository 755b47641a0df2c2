import type { Express, Request, Response } from 'express';
import { problemOf, sendProblem } from '../problem.ts';
import type { ApiServices } from '../services.ts';

/** What a load balancer and a monitor ask; without a key, and without anything of a tenant. */
export function addOperations(app: Express, services: ApiServices): void {
  const get = (path: string, answer: (response: Response) => Promise<unknown>) => {
    app.get(path, async (_request: Request, response: Response) => {
      try {
        await answer(response);
      } catch (error) {
        const requestId = String(response.locals['requestId']);
        services.onFailure(error, requestId);
        sendProblem(response, problemOf(error, requestId));
      }
    });
  };
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  get('/readyz', async (response) => {
    const readiness = await services.readiness();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  get('/metrics', async (response) => {
    response.type('text/plain; version=0.0.4').send(await services.metrics());
  });
}
