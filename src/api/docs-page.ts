import { join } from 'node:path';
import express, { type Router } from 'express';
import { absolutePath } from 'swagger-ui-dist';

const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Wagetrace API</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="stylesheet" href="/docs/page.css">
</head>
<body>
  <div id="reference"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
`;

/** Without colours: a page of flows has megabytes, and a browser that colours them stands still. */
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  syntaxHighlight: false,
});
`;

/** On a phone the columns of a table leave the answer no room, so they stand below each other. */
const style = `@media (max-width: 640px) {
  .swagger-ui .responses-table td, .swagger-ui .parameters td { display: block; width: auto; }
  .swagger-ui table.responses-table thead, .swagger-ui table.parameters thead { display: none; }
  .swagger-ui .response-col_links { display: none !important; }
  .swagger-ui table tbody tr td:first-of-type { max-width: none; padding: 10px 0 0; }
  .swagger-ui .responses-table select { max-width: 100%; }
}
`;

/** The files of the package that the page is made of; its own page would call its maker's server. */
const files = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The description of the API for people. Everything is served from here: no page calls home. */
export function docsPage(): Router {
  const router = express.Router();
  router.get('/', (_request, response) => void response.type('html').send(page));
  router.get('/start.js', (_request, response) => void response.type('js').send(start));
  router.get('/page.css', (_request, response) => void response.type('css').send(style));
  for (const file of files) {
    const path = join(absolutePath(), file);
    router.get(`/${file}`, (_request, response) => void response.sendFile(path));
  }
  return router;
}
