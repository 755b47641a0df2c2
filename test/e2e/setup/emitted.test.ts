import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { root, ServiceData, ServiceProcess } from './service-process.ts';

const data = new ServiceData();
afterAll(() => data.remove());

describe('the emitted JavaScript', { timeout: 240_000 }, () => {
  it('runs the service and its workers without a compiler, and logs JSON', async () => {
    // Types are checked elsewhere.
    const build = spawnSync(process.execPath, ['build.mjs', '--noCheck'], { cwd: root });
    expect(build.status, build.stdout.toString()).toBe(0);
    const service = await new ServiceProcess(data, {
      command: [process.execPath, 'dist/src/main.js'],
      environment: { NODE_ENV: 'production' },
    }).ready();
    expect((await fetch(`${data.run()?.url}/healthz`)).status).toBe(200);
    await service.says('ready for work');
    process.kill(service.pid, 'SIGTERM');
    expect(await service.ended()).toBe(0);
    const records = service.output.split('\n').filter((line) => line.startsWith('{'));
    const messages = records.map((line) => JSON.parse(line).msg);
    expect(messages).toContain('stopping: SIGTERM');
    expect(messages).toContain('ready for work');
  });
});
