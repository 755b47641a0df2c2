import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, describe } from 'vitest';
import { available } from '../../support/availability.ts';
import { freePort } from '../../support/free-port.ts';
import { spineSuite } from './spine.ts';

const redis = available('redis');
let server: ChildProcess | undefined;

/** A server of its own, which keeps nothing. */
async function startRedis(path: string): Promise<string> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  server = child;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break;
  }
  return `redis://127.0.0.1:${port}`;
}

describe.skipIf(!redis.ok)('the spine, queues on Redis', () => {
  // Hooks after the tests run last in, first out: the server outlives what stands on it.
  afterAll(() => void server?.kill('SIGKILL'));
  spineSuite('redis', async () => (redis.ok ? await startRedis(redis.path) : undefined));
});
