import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../../src/runtime/log.ts';
import { processEntry } from '../../../src/runtime/process-table.ts';
import { superviseProcess } from '../../../src/runtime/supervisor.ts';

const log = createLog({ logLevel: 'silent', logJson: true }, 'test');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wagetrace-supervisor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A child that records its starts, and ends with its parent's channel when it is polite. */
function child(ending: string) {
  const file = join(folder, 'child.mjs');
  const record = join(folder, 'pids');
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     process.on('disconnect', () => { ${ending} });
     appendFileSync(${JSON.stringify(record)}, process.pid + '\\n');`,
  );
  return { command: { file, args: [], environment: { PATH: process.env['PATH'] } }, record };
}

async function started(record: string, count: number): Promise<number[]> {
  await vi.waitUntil(() => existsSync(record) && pidsIn(record).length >= count, {
    timeout: 50_000,
  });
  return pidsIn(record);
}

function pidsIn(record: string): number[] {
  return readFileSync(record, 'utf8').trim().split('\n').map(Number);
}

describe('a supervised process', () => {
  it('is started again each time it dies, and ends when it is closed', async () => {
    const { command, record } = child('process.exit(0)');
    const part = superviseProcess(command, log, 5_000);
    const [first = 0] = await started(record, 1);
    process.kill(first, 'SIGKILL');
    const [, second = 0] = await started(record, 2);
    process.kill(second, 'SIGKILL');
    const pids = await started(record, 3);
    expect(new Set(pids).size).toBe(3);
    await part.close();
    expect(pids.filter((pid) => processEntry(pid))).toEqual([]);
    expect(pidsIn(record)).toHaveLength(3);
  });

  it('is killed when it does not end within the limit', async () => {
    const { command, record } = child('setInterval(() => {}, 1000)');
    const part = superviseProcess(command, log, 300);
    const [pid = 0] = await started(record, 1);
    await part.close();
    expect(processEntry(pid)).toBeUndefined();
  });
});
