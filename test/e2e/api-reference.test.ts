import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available } from '../support/availability.ts';
import { type RunningService, startService } from '../support/running-service.ts';

const found = available('chromium');

describe.skipIf(!found.ok)('the API reference in a browser', () => {
  let service: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startService(join(import.meta.dirname, '../../config'), undefined);
    browser = await chromium.launch({
      executablePath: found.ok ? found.path : '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('shows every route and asks nobody but the service', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock');
    const document = await (await fetch(`${service.url}/openapi.json`)).json();
    // CAST: the document is ours; its paths are objects by method.
    const paths = Object.values((document as { paths: Record<string, object> }).paths);
    const routes = paths.reduce((count, path) => count + Object.keys(path).length, 0);
    expect(await page.locator('.opblock').count()).toBe(routes);
    expect(asked.filter((url) => !url.startsWith(service.url) && !url.startsWith('data:'))).toEqual(
      [],
    );
    expect(faults).toEqual([]);
  });
});
