import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openCommandDatabase } from '../../../src/runtime/command-database.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { ServiceData, ServiceProcess, until } from './service-process.ts';

const data = new ServiceData();
const settings = readSettings({ WAGETRACE_DATA: data.folder }, []);
const log = createLog({ logLevel: 'warn', logJson: false }, 'test');
afterAll(() => data.remove());

async function query(sql: string, url = data.run()?.databaseUrl ?? ''): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // the server is killed in these tests
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Kills the one process and waits until another does its work. */
async function killAndWait(find: () => number[], what: string): Promise<void> {
  const [before = 0] = await until(() => (find().length > 0 ? find() : false), what);
  process.kill(before, 'SIGKILL');
  await until(() => find().some((pid) => pid !== before), `another ${what}`);
}

async function serves(): Promise<boolean> {
  const url = data.run()?.url ?? '';
  return fetch(`${url}/healthz`).then(
    (response) => response.ok,
    () => false,
  );
}

async function nothingLeft(): Promise<void> {
  await until(
    () => data.processes().length === 0,
    `nothing left of ${JSON.stringify(data.processes())}`,
  );
}

describe('the life of the service', { timeout: 240_000 }, () => {
  it('survives the death of its workers and its database, and shares it with commands', async () => {
    const service = await new ServiceProcess(data).ready();
    expect(data.run()).toMatchObject({ pid: service.pid, port: expect.any(Number) });
    expect(await serves()).toBe(true);
    await query('create table kept as select 42 as answer');
    for (let time = 1; time <= 2; time += 1) {
      await killAndWait(() => data.workers(), 'worker');
      await killAndWait(() => data.postgres(), 'database server');
      const rows = await until(() => query('select answer from kept').catch(() => false), 'query');
      expect(rows).toEqual([{ answer: 42 }]);
      expect(await until(serves, 'answers')).toBe(true);
    }

    const second = new ServiceProcess(data);
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`runs already at ${data.run()?.url} (process ${service.pid})`);
    expect(await serves()).toBe(true);

    const shared = await openCommandDatabase(settings, log);
    expect(shared.databaseUrl).toBe(data.run()?.databaseUrl);
    await shared.close();
    expect(await serves()).toBe(true);

    // Ctrl-C reaches npm and node, and npm passes it on: the process gets it twice.
    process.kill(-service.pid, 'SIGINT');
    process.kill(service.pid, 'SIGINT');
    expect(await service.ended()).toBe(0);
    await nothingLeft();
    expect(data.run()).toBeUndefined();

    const own = await openCommandDatabase(settings, log);
    expect(await query('select answer from kept', own.databaseUrl)).toEqual([{ answer: 42 }]);
    await expect(openCommandDatabase(settings, log)).rejects.toMatchObject({
      code: 'instance.starting',
    });
    await own.close();
    expect(data.postgres()).toEqual([]);
  });

  it('leaves nothing behind when it is killed, starts again over what is left, and drains', async () => {
    const first = await new ServiceProcess(data).ready();
    await query('create table survivor as select 7 as answer');
    process.kill(first.pid, 'SIGKILL');
    const second = await new ServiceProcess(data).ready(); // at once
    process.kill(second.pid, 'SIGKILL');
    await nothingLeft();

    const third = await new ServiceProcess(data).ready();
    const watchdogs = data.processes().filter((one) => one.commandLine.startsWith('/bin/sh'));
    for (const { pid } of watchdogs) process.kill(pid, 'SIGKILL');
    process.kill(third.pid, 'SIGKILL');
    await third.ended();
    expect(data.postgres()).toHaveLength(1); // nobody watches this one any more

    const npm = await new ServiceProcess(data, { command: ['npm', 'start'] }).ready();
    expect(await query('select answer from survivor')).toEqual([{ answer: 7 }]);
    await npm.says('ready for work');
    process.kill(npm.pid, 'SIGTERM');
    await npm.ended();
    expect(npm.output).toContain('stopping: SIGTERM');
    expect(npm.output).toContain('worker: stopping');
    await nothingLeft();
    expect(data.run()).toBeUndefined();
  });
});
