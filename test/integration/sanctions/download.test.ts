import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadRequest, download, downloadLimits } from '../../../src/sanctions/download.ts';
import { type Publisher, startPublisher } from '../../support/publisher.ts';

let publisher: Publisher;
let folder: string;
let waits: number[];
const content = randomBytes(900_000);
const limits = { ...downloadLimits, silenceMaxMs: 400, totalMaxMs: 20_000 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wagetrace-download-'));
  publisher = await startPublisher();
  publisher.publish(content);
  waits = [];
});

afterEach(async () => {
  await publisher.close();
  await rm(folder, { recursive: true });
});

const tools = {
  random: () => 0.5,
  sleep: async (ms: number) => {
    waits.push(ms);
  },
};

function get(more: Partial<DownloadRequest> = {}, overrides: Partial<typeof limits> = {}) {
  const wanted = { url: publisher.url, folder, name: 'list.zip', bytesMax: 1_000_000, ...more };
  return download(wanted, tools, { ...limits, ...overrides });
}

async function expectWhole(): Promise<void> {
  const got = await readFile(join(folder, 'list.zip'));
  expect(createHash('sha256').update(got).digest('hex')).toBe(
    createHash('sha256').update(content).digest('hex'),
  );
}

describe('a download', () => {
  it('follows the redirect to a signed address that is good once', async () => {
    expect(await get()).toMatchObject({ kind: 'file', etag: expect.stringMatching(/^"/) });
    await expectWhole();
    expect(publisher.seen.map(({ path }) => path)).toEqual(['/export', '/signed']);
  });

  it('asks for a new signature at every attempt and goes on where it broke off', async () => {
    publisher.fail({ kind: 'break', afterBytes: 400_000 }, { kind: 'break', afterBytes: 300_000 });
    await get();
    await expectWhole();
    const asked = publisher.seen.filter(({ path }) => path === '/signed');
    expect(asked).toHaveLength(3);
    expect(asked[0]?.headers.range).toBeUndefined();
    const starts = asked.slice(1).map(({ headers }) => Number(headers.range?.slice(6, -1)));
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0] ?? 0);
    expect(publisher.seen.filter(({ path }) => path === '/export')).toHaveLength(3);
  });

  it('is not given up while it gets further', async () => {
    publisher.fail(
      ...Array.from({ length: 8 }, () => ({ kind: 'break', afterBytes: 100_000 }) as const),
    );
    await get();
    await expectWhole();
    expect(publisher.seen.filter(({ path }) => path === '/signed')).toHaveLength(9);
  });

  it('goes on after a restart of the process, and starts anew when the list changed meanwhile', async () => {
    publisher.fail({ kind: 'break', afterBytes: 100_000 });
    await expect(get({}, { attemptsMax: 1 })).rejects.toMatchObject({ code: 'list.unreachable' });
    const changed = randomBytes(200_000);
    publisher.publish(changed);
    await get();
    expect(await readFile(join(folder, 'list.zip'))).toEqual(changed);
  });

  it('tries again after 429, as late as the publisher asks, and after 5xx with jitter', async () => {
    publisher.fail(
      { kind: 'status', status: 429, retryAfter: 7 },
      { kind: 'status', status: 503 },
      { kind: 'expired' },
    );
    await expect(get()).rejects.toMatchObject({
      code: 'list.http-status',
      details: { status: 403 },
    });
    expect(waits).toEqual([7_000, 1_000]);
  });

  it('gives up after its attempts, and says why', async () => {
    const status = { kind: 'status', status: 500 } as const;
    publisher.fail(...Array.from({ length: 4 }, () => status));
    await expect(get()).rejects.toMatchObject({
      code: 'list.http-status',
      retryable: true,
      details: { status: 500 },
    });
    expect(waits).toEqual([500, 1_000, 2_000]);
  });

  it('does not wait for a server that is silent', async () => {
    publisher.fail({ kind: 'silence' });
    await get();
    await expectWhole();
    expect(waits).toHaveLength(1);
  });

  it('stops at its limit of time over all attempts', async () => {
    publisher.fail(...Array.from({ length: 6 }, () => ({ kind: 'silence' }) as const));
    await expect(get({}, { silenceMaxMs: 5_000, totalMaxMs: 300 })).rejects.toMatchObject({
      code: 'list.timeout',
    });
  });

  it('says that nothing is newer than what is loaded', async () => {
    const first = await get();
    const etag = first.kind === 'file' ? first.etag : undefined;
    expect(await get(etag ? { etag } : {})).toEqual({ kind: 'not-modified' });
  });

  it('refuses what is larger than its limit, announced or not', async () => {
    await expect(get({ bytesMax: 1_000 })).rejects.toMatchObject({ code: 'list.too-large' });
  });

  it('does not trust a part whose version is not known', async () => {
    await writeFile(join(folder, 'list.zip.part'), randomBytes(1_000));
    await get();
    await expectWhole();
  });
});
