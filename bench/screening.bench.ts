import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { accountId } from '../src/domain/caip.ts';
import { listingsOf } from '../src/sanctions/listings-of.ts';
import { readSnapshot } from '../src/sanctions/lists/us-ofac/snapshot.ts';
import { WalletIndex } from '../src/sanctions/wallet-index.ts';
import { openTestDatabase } from '../test/support/database.ts';
import { run as screenNames } from './names.bench.ts';
import { loadIndex } from './screening/load-index.ts';
import type { ServerFacts } from './screening/server.ts';

const connections = 64;
const batchConnections = 4;
const batchSize = 1_000;
const lookups = 200_000;
const root = new URL('../', import.meta.url).pathname;

/**
 * Screens wallets: looked up in process; over HTTP, each answer stored before it is given, one and
 * 1,000 in a request, beside an empty Express route on the same server in the same run; and the
 * time from the start of the process to its first answer, and what of it loading the lists takes.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string' }, rounds: { type: 'string' } },
  });
  const seconds = Number(values.seconds ?? 4);
  const rounds = Number(values.rounds ?? 3);
  await lookUpInProcess();
  process.env['WAGETRACE_TEST_DATABASE_URL'] ??= 'postgres://root@127.0.0.1:5432/test';
  await screenNames();
  await loadIndex();
  const store = await openTestDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'wagetrace-bench-'));
  const started = await startServer(store.url, dataFolder);
  try {
    await loadServer(started.facts, seconds, rounds);
    const first = started.facts;
    await stopServer(started.server);
    const again = await startServer(store.url, dataFolder, first.adminKey);
    await stopServer(again.server);
    console.log(
      `first answer after start: ${ms(first.readyAfterMs)} on an empty store, ` +
        `${ms(again.facts.readyAfterMs)} on a filled one`,
    );
  } finally {
    await stopServer(started.server);
    await store.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const ms = (value: number) => `${value.toFixed(0)} ms`;

/** Wallets of which one in ten is listed, as the screener asks the index. */
async function lookUpInProcess(): Promise<void> {
  const profile = {
    list: 'us-ofac-sdn',
    publisher: 'OFAC',
    jurisdiction: 'US',
    effect: 'block',
  } as const;
  const listings = listingsOf(profile, await readSnapshot(profile), new Date().toISOString());
  const index = new WalletIndex([], listings);
  const listed = listings.flatMap(({ accountKey }) =>
    accountKey?.startsWith('evm:') ? [accountId(`eip155:1:${accountKey.split(':').at(-1)}`)] : [],
  );
  const asked = Array.from({ length: lookups }, (_, i) =>
    i % 10 === 0 ? (listed[i % listed.length] ?? walletOf(i)) : walletOf(i),
  );
  const start = performance.now();
  let found = 0;
  for (const account of asked) found += index.matchesOf(account).length > 0 ? 1 : 0;
  const elapsedMs = performance.now() - start;
  const rate = Math.round((lookups / elapsedMs) * 1000);
  console.log(`wallet lookups in process: ${rate}/s (${found} of ${lookups} listed)`);
}

function walletOf(i: number) {
  return accountId(`eip155:1:0x${(0x5eed_0000_0000 + i).toString(16).padStart(40, '0')}`);
}

async function startServer(
  databaseUrl: string,
  dataFolder: string,
  key = '',
): Promise<{ server: ChildProcess; facts: ServerFacts }> {
  const server = fork(join(root, 'bench/screening/server.ts'), {
    execArgv: ['--import', 'tsx'],
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      WAGETRACE_DATA: dataFolder,
      WAGETRACE_CONFIG: join(root, 'config'),
      WAGETRACE_SANDBOX: 'false',
      WAGETRACE_REQUESTS_PER_MINUTE: '100000000',
      LOG_LEVEL: 'error',
      BENCH_KEY: key,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [facts] = await once(server, 'message');
  return { server, facts };
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.disconnect();
  await gone;
}

const walletBody = (i: number) => ({
  wallet: { chain: 'eip155:1', address: walletOf(i).slice('eip155:1:'.length) },
});
const single = JSON.stringify(walletBody(1));
const batch = JSON.stringify({
  wallets: Array.from({ length: batchSize }, (_, i) => ({ key: `w${i}`, ...walletBody(i) })),
});

/** One round loads the empty route, one wallet and a thousand in turn: what disturbs, disturbs all. */
async function loadServer(facts: ServerFacts, seconds: number, rounds: number): Promise<void> {
  const measure = async (path: string, body: string, at: number, duration: number) => {
    const result = await autocannon({
      url: `http://127.0.0.1:${facts.port}${path}`,
      method: 'POST',
      connections: at,
      duration,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${facts.adminKey}` },
      body,
    });
    if (result.non2xx + result.errors > 0) {
      throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} failed`);
    }
    return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
  };
  await measure('/empty', single, connections, 1);
  await measure('/v1/screenings', single, connections, 2);
  const ratios: number[] = [];
  const batchRatios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const empty = await measure('/empty', single, connections, seconds);
    const one = await measure('/v1/screenings', single, connections, seconds);
    const emptyBatch = await measure('/empty', batch, batchConnections, seconds);
    const many = await measure('/v1/screenings', batch, batchConnections, seconds);
    ratios.push(one.perSecond / empty.perSecond);
    batchRatios.push((many.perSecond * batchSize) / emptyBatch.perSecond);
    console.log(
      `round ${round}: empty ${line(empty)}\n  one wallet ${line(one)}, ratio ${ratios.at(-1)?.toFixed(2)}` +
        `\n  empty, body of 1,000 ${line(emptyBatch)}\n  1,000 wallets ${line(many)}, ` +
        `${batchRatios.at(-1)?.toFixed(2)} wallets for each empty answer`,
    );
  }
  console.log(`one wallet, stored before the answer: ${median(ratios)} of the empty route`);
  console.log(`1,000 wallets: ${median(batchRatios)} wallets for each empty answer of that size`);
}

function line({ perSecond, p50, p99 }: { perSecond: number; p50: number; p99: number }): string {
  return `${perSecond.toFixed(0)}/s p50 ${p50} ms p99 ${p99} ms`;
}

function median(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2);
}
