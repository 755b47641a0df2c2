import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceData, ServiceProcess } from './service-process.ts';

let data: ServiceData;
beforeEach(() => {
  data = new ServiceData();
});
afterEach(() => data.remove());

async function refusal(environment: Record<string, string>): Promise<string> {
  const service = new ServiceProcess(data, { environment });
  expect(await service.ended()).toBe(1);
  expect(data.processes()).toEqual([]);
  expect(data.run()).toBeUndefined();
  return service.output;
}

describe('a start that cannot be', { timeout: 240_000 }, () => {
  it('names everything that is wrong with the settings at once', async () => {
    const output = await refusal({
      DATABASE_URL: 'mysql://user:geheim@localhost/db',
      REDIS_URL: 'localhost',
      PORT: 'http',
      LOG_LEVEL: 'loud',
    });
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'PORT', 'LOG_LEVEL']) {
      expect(output).toContain(`  ${name}: must be`);
    }
    expect(output).not.toContain('geheim');
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('says that the port it was given is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const output = await refusal({ PORT: String(port) });
    other.close();
    expect(output).toContain(`PORT ${port} on 127.0.0.1 is taken`);
  });

  it('says that the database cannot be reached, without its password', async () => {
    const output = await refusal({ DATABASE_URL: 'postgres://user:geheim@127.0.0.1:1/db' });
    expect(output).toContain('ECONNREFUSED');
    expect(output).not.toContain('geheim');
  });

  it('does not touch data that another version of PostgreSQL wrote', async () => {
    const id = '0123456789ab';
    const cluster =
      process.getuid?.() === 0
        ? `/var/lib/wagetrace/${id}/cluster/data`
        : join(data.folder, 'postgres');
    writeFileSync(join(data.folder, 'instance-id'), id);
    mkdirSync(cluster, { recursive: true });
    writeFileSync(join(cluster, 'PG_VERSION'), '14\n');
    const output = await refusal({});
    expect(output).toContain('was written by PostgreSQL 14');
    expect(output).toContain('WAGETRACE_DATA');
  });
});
