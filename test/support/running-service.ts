import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeApi } from '../../src/runtime/compose-api.ts';
import { prepareDatabase } from '../../src/runtime/compose-database.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { openTestDatabase } from './database.ts';

export interface ServiceAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

/** The product as it runs: the API in this process, workers in children that a test may kill. */
export interface RunningService {
  readonly url: string;
  readonly databaseUrl: string;
  readonly adminKey: string;
  readonly environment: Readonly<Record<string, string>>;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ServiceAnswer>;
  startWorker(): Promise<ChildProcess>;
  stop(): Promise<void>;
}

/** Starts the API on a fresh database with the given configuration folder and queue backend. */
export async function startService(
  configFolder: string,
  redisUrl: string | undefined,
): Promise<RunningService> {
  const opened = await openTestDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'wagetrace-service-'));
  const environment = {
    DATABASE_URL: opened.url,
    WAGETRACE_CONFIG: configFolder,
    WAGETRACE_DATA: dataFolder,
    WAGETRACE_SANDBOX: 'false',
    LOG_LEVEL: 'warn',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  await prepareDatabase(opened.url);
  const api = await composeApi({ ...readSettings(environment, []), databaseUrl: opened.url });
  const server = createServer(api.handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await api.ready();
  // CAST: a server that listens on TCP has this address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const adminKey = api.firstAdminKey ?? '';
  const workers: ChildProcess[] = [];
  return {
    url,
    databaseUrl: opened.url,
    adminKey,
    environment,
    call: (method, path, body, headers = {}) => request(url, adminKey, method, path, body, headers),
    startWorker: async () => {
      const worker = await startWorker(environment);
      workers.push(worker);
      return worker;
    },
    stop: async () => {
      await Promise.all(workers.map(endWorker));
      server.closeAllConnections();
      server.close();
      await api.close();
      await opened.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function request(
  url: string,
  key: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<ServiceAnswer> {
  const text = typeof body === 'string';
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': text ? 'text/csv' : 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
  });
  const raw = await answer.text();
  return { status: answer.status, body: raw === '' ? undefined : JSON.parse(raw) };
}

async function startWorker(environment: Record<string, string>): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, 'worker-entry.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(worker, 'message');
  return worker;
}

async function endWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGTERM');
  await gone;
}
