import { randomBytes, randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { accountId, assetId, chainId } from '../src/domain/caip.ts';
import type { Transfer } from '../src/domain/transfer.ts';
import { positionBand } from '../src/domain/transfer.ts';
import { PostgresLedger } from '../src/ledger/postgres/ledger.ts';
import { openTestDatabase } from '../test/support/database.ts';

const chain = chainId('eip155:1');
const asset = assetId(`${chain}/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7`);
const everywhere = { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER };
const batchRows = 10_000;
const writers = 2;
const transfersPerBlock = 200;
const hops = 5;
const hopAccounts = 800;

/** Numbers from 0 to 1 by a seed (mulberry32), so that two runs store the same ledger. */
function drawFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Few accounts are busy and most are not, as on real chains: the rank falls with its square. */
function transfersFrom(start: number, count: number, accounts: number): Transfer[] {
  const draw = drawFrom(start + 1);
  const account = () =>
    accountId(
      `${chain}:0x${Math.floor(draw() ** 2 * accounts)
        .toString(16)
        .padStart(40, '0')}`,
    );
  return Array.from({ length: count }, (_, i) => {
    const height = Math.floor((start + i) / transfersPerBlock);
    return {
      chain,
      height,
      blockHash: `0x${height.toString(16).padStart(64, '0')}`,
      time: new Date(1_700_000_000_000 + height * 12_000).toISOString(),
      tx: `0x${randomBytes(32).toString('hex')}`,
      txIndex: i % transfersPerBlock,
      position: positionBand.log + i,
      from: account(),
      to: account(),
      asset,
      amountBase: BigInt(Math.floor(draw() * 1e9)) * 1_000_000n,
      kind: 'token',
    } satisfies Transfer;
  });
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The peer: COPY of the same facts, spelled out, into a plain table with the same four indexes. */
async function openPeer(url: string): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: url, max: writers });
  await pool.query(`
    create table peer (chain text, height bigint, from_account text, to_account text, asset text,
      time timestamptz, tx_index int, position int, tx text, block_hash text,
      amount_base numeric(78,0), kind text, primary key (chain, tx, position));
    create index on peer (from_account, height);
    create index on peer (to_account, height);
    create index on peer (chain, height)`);
  return pool;
}

async function copy(pool: pg.Pool, rows: readonly Transfer[]): Promise<void> {
  const client = await pool.connect();
  try {
    const lines = rows.map((t) =>
      [t.chain, t.height, t.from, t.to, t.asset, t.time, t.txIndex, t.position, t.tx, t.blockHash]
        .concat([t.amountBase.toString(), t.kind])
        .join('\t'),
    );
    await pipeline([`${lines.join('\n')}\n`], client.query(copyFrom('copy peer from stdin')));
  } finally {
    client.release();
  }
}

/**
 * Stores `--transfers` (200,000) by two writers and prints, at every doubling, transfers stored per
 * second, the ratio to the peer on the same rows, and how long a cold trace of five hops over 4,000
 * accounts waits for the ledger. The server is WAGETRACE_TEST_DATABASE_URL.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { transfers: { type: 'string' } } });
  const total = Number(values.transfers ?? 200_000);
  process.env['WAGETRACE_TEST_DATABASE_URL'] ??= 'postgres://root@127.0.0.1:5432/test';
  const store = await openTestDatabase();
  const peer = await openPeer(store.url);
  try {
    const ledger = new PostgresLedger(store.database);
    const accounts = Math.max(20_000, total / 4);
    let [stored, report, ours, theirs, since] = [0, batchRows * 5, 0, 0, 0];
    while (stored < total) {
      const batches = Array.from({ length: writers }, (_, i) =>
        transfersFrom(stored + i * batchRows, batchRows, accounts),
      );
      ours += await seconds(() =>
        Promise.all(
          batches.map((transfers) =>
            ledger.append({ owner: { shared: true }, transfers, events: [], coverage: [] }),
          ),
        ),
      );
      theirs += await seconds(() => Promise.all(batches.map((rows) => copy(peer, rows))));
      stored += writers * batchRows;
      if (stored < report && stored < total) continue;
      const rate = (stored - since) / ours;
      const trace = await traceMs(new PostgresLedger(store.database));
      console.log(
        `${stored} stored: ${Math.round(rate)} transfers/s, ${(theirs / ours).toFixed(2)} of COPY; ` +
          `${hops} hops of ${hopAccounts} accounts: ${trace.ms.toFixed(0)} ms for ${trace.rows} ` +
          `transfers, ${trace.ratio.toFixed(1)} times as fast as one by one`,
      );
      [report, ours, theirs, since] = [report * 2, 0, 0, stored];
    }
  } finally {
    await peer.end();
    await store.close();
  }
}

/** A ledger that has read nothing yet is asked for five waves; one wave is then asked singly. */
async function traceMs(
  ledger: PostgresLedger,
): Promise<{ ms: number; rows: number; ratio: number }> {
  const waves = Array.from({ length: hops + 1 }, (_, hop) =>
    Array.from({ length: hopAccounts }, (_, i) =>
      accountId(
        `${chain}:0x${(4_000 + (hop * hopAccounts + i) * 3).toString(16).padStart(40, '0')}`,
      ),
    ),
  );
  const organisationId = randomUUID();
  const query = { organisationId, chain, asset, range: everywhere, transfersMax: 50_000 };
  let rows = 0;
  const batched = await seconds(async () => {
    for (const accounts of waves.slice(0, hops)) {
      rows += (await ledger.transfersOf({ ...query, accounts })).transfers.length;
    }
  });
  const single = await seconds(async () => {
    for (const one of waves[hops] ?? []) await ledger.transfersOf({ ...query, accounts: [one] });
  });
  return { ms: batched * 1000, rows, ratio: (single * hops) / batched };
}
