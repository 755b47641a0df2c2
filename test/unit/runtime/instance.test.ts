import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WagetraceError } from '../../../src/domain/errors.ts';
import { claimInstance } from '../../../src/runtime/instance.ts';
import { processEntry } from '../../../src/runtime/process-table.ts';
import { readRunFile, removeRunFile, writeRunFile } from '../../../src/runtime/run-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wagetrace-instance-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = {
  pid: process.pid,
  port: 8080,
  url: 'http://127.0.0.1:8080',
  databaseUrl: null,
  startedAt: '2026-01-01T00:00:00.000Z',
};

describe('the claim on a data folder', () => {
  it('is refused while its holder runs, with the address, and free again once released', () => {
    const first = claimInstance(folder);
    expect(() => claimInstance(folder)).toThrow(`runs already (process ${process.pid})`);
    writeRunFile(folder, run);
    expect(() => claimInstance(folder)).toThrow('runs already at http://127.0.0.1:8080');
    first.release();
    claimInstance(folder).release();
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('says what to set where there can be no folder', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const refused = () => claimInstance(join(file, 'data'));
    expect(refused).toThrow(/cannot be used \(ENOTDIR.*Set WAGETRACE_DATA/);
    expect(refused).toThrow(WagetraceError);
    chmodSync(file, 0o755);
    expect(() => claimInstance(file)).toThrow(/cannot be used \(EEXIST/);
    // No folder can be made in there, at any depth.
    expect(() => claimInstance('/proc/self/net/wagetrace/data')).toThrow(/cannot be used/);
  });

  it('makes the folders on the way, for nobody else', () => {
    const data = join(folder, 'of', 'mine');
    claimInstance(data).release();
    expect(statSync(join(folder, 'of')).mode & 0o777).toBe(0o700);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  it('is taken over from a process that is gone, and from another that has its number now', () => {
    const lock = join(folder, 'run.lock');
    writeFileSync(lock, JSON.stringify({ pid: 4_190_000, started: '1' }));
    claimInstance(folder).release();
    writeFileSync(lock, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    claimInstance(folder).release();
    writeFileSync(lock, '{"pid":');
    claimInstance(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the run file', () => {
  it('says nothing when it is absent or cut short', () => {
    expect(readRunFile(folder)).toBeUndefined();
    writeRunFile(folder, run);
    expect(readRunFile(folder)).toEqual(run);
    writeFileSync(join(folder, 'run.json'), '{"pid": 1');
    expect(readRunFile(folder)).toBeUndefined();
    removeRunFile(folder);
    expect(readRunFile(folder)).toBeUndefined();
  });
});

describe('the process table', () => {
  it('tells a running process, its parent and its command', () => {
    const entry = processEntry(process.pid);
    expect(entry).toMatchObject({ pid: process.pid, parentPid: process.ppid });
    expect(processEntry(process.pid)).toEqual(entry);
    expect(processEntry(4_190_000)).toBeUndefined();
  });
});
