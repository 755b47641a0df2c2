import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundOrganisation } from '../../../src/runtime/api-keys.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const root = join(import.meta.dirname, '../../..');
const nobody = '01900000-0000-7000-8000-000000000000';

let opened: TestDatabase;
let folder: string;
let organisation: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'wagetrace-commands-'));
  const made = await foundOrganisation(opened.database, systemClock, { name: 'A', sandbox: true });
  organisation = made.organisationId;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await opened.close();
});

/** Runs the command line as an operator does: what it says when it refuses. */
async function refusal(...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: opened.url, WAGETRACE_DATA: folder };
  const all = ['--import', 'tsx', 'src/cli.ts', ...args];
  const told = await new Promise<{ code: number | null; out: string; error: string }>((resolve) => {
    const child = execFile(process.execPath, all, { cwd: root, env }, (_ended, out, error) =>
      resolve({ code: child.exitCode, out, error }),
    );
  });
  expect(told).toMatchObject({ code: 1, out: '' });
  expect(told.error).not.toMatch(/^\s+at /m);
  return told.error;
}

const mapping = {
  ...{ chain: 'eip155:1', format: 'csv', amounts: 'decimal' },
  columns: { height: 'Block', time: 'Time', tx: 'Tx', from: 'From', to: 'To', amount: 'Value' },
  asset: { id: 'eip155:1/slip44:60', decimals: 18 },
};

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('an import', () => {
  const imported = (path: string, map: object = mapping) => {
    const mapped = file('mapping.json', JSON.stringify(map));
    return refusal('import', path, '--mapping', mapped, '--organisation', organisation);
  };

  it('of a file that is not there, or of a folder, says so', async () => {
    expect(await imported(join(folder, 'gone.csv'))).toContain('no such file');
    expect(await imported(folder)).toContain('is a folder (import.unreadable)');
  });

  it('names the columns that lack, and the account that cannot be read', async () => {
    const path = file('transfers.csv', 'Block,Time,Tx,From,Value\n');
    expect(await imported(path)).toContain('columns that the mapping names: To');
    const covers = { kind: 'accounts', accounts: ['0x12'], fromHeight: 1, toHeight: 2 };
    expect(await imported(path, { ...mapping, covers })).toContain('of the mapping, 0x12: Not an');
  });
});

describe('keys and organisations', () => {
  it('gives no key of no day, or of what is no number of days', async () => {
    const args = ['key', 'create', '--organisation', organisation, '--role', 'analyst'];
    const told = await Promise.all(
      ['x', '0', '1e9'].map((days) => refusal(...args, '--days', days)),
    );
    for (const one of told) expect(one).toContain('A whole number of days');
  });

  it('takes no name that cannot be shown on one line', async () => {
    const names = [' ', 'x'.repeat(201), 'a\nb'];
    const told = await Promise.all(names.map((name) => refusal('organisation', 'create', name)));
    for (const one of told) expect(one).toContain('A name has 1 to 200');
  });

  it('calls the log of an organisation that is none not unbroken', async () => {
    const told = await refusal('audit', 'verify', '--organisation', nobody);
    expect(told).toContain('wagetrace organisation list (organisation.unknown)');
  });
});

describe('a trace', () => {
  it('that cannot be made is kept as failed, and raises no alert', async () => {
    const tx = `eip155:999:0x${'a'.repeat(64)}`;
    const told = await refusal('trace', '--organisation', organisation, '--tx', tx);
    const { flows, stages, alerts } = await opened.database.tenant(organisation, async (own) => ({
      flows: (await sql`select state, failure ->> 'code' as code from flow`.execute(own)).rows,
      stages: (await sql`select stage from flow_progress`.execute(own)).rows,
      alerts: (await sql`select from alert`.execute(own)).rows.length,
    }));
    expect(told).toContain('The seed is in no ledger or chain here');
    expect(flows).toEqual([{ state: 'failed', code: 'flow.seed-not-found' }]);
    expect(stages).toEqual([{ stage: 'failed' }]);
    expect(alerts).toBe(0);
  });
});
