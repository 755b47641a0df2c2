import type { ComposedApi, Settings } from './application.ts';

/** Composes the API from its parts. */
export async function composeApi(_settings: Settings): Promise<ComposedApi> {
  return {
    handler: (request, response) => {
      const known = request.url === '/healthz';
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: known ? 'ok' : 'not found' }));
    },
    ready: async () => {},
    close: async () => {},
  };
}
