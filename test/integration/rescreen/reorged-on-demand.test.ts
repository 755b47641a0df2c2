import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfirmedSource } from '../../../src/chains/confirmed-source.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { accountId, assetId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { haltedReasons } from '../../../src/flows/ingested-to.ts';
import { readUncovered } from '../../../src/flows/read-account.ts';
import type { JobHandlers } from '../../../src/jobs/workers.ts';
import { PostgresChainRecord } from '../../../src/ledger/postgres/chain-record.ts';
import { PostgresCoinSpends } from '../../../src/ledger/postgres/coin-spends.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { type ReorgContext, withdrawReorged } from '../../../src/rescreen/withdraw-reorged.ts';
import { alarmingHandlers } from '../../../src/runtime/alarming-handlers.ts';
import { ingestHealth } from '../../../src/runtime/ingest-health.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { acceptReorg } from '../../../src/watch/ingest-chain.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { scriptedChain, scriptedSource } from '../../support/scripted-source.ts';
import { type WatchUnderTest, watchContext } from '../../support/watched-chain.ts';

const never = new AbortController().signal;
const organisationId = systemClock.id();

/** The source has 100 blocks, of which 90 are final. */
describe('a chain that is read on demand', () => {
  let store: TestDatabase;
  let watch: WatchUnderTest;
  let context: ReorgContext;
  const source = scriptedSource('node');

  beforeAll(async () => {
    store = await openTestDatabase();
    watch = watchContext(store, source, 'head');
    context = { ...watch, record: new PostgresChainRecord(store.database) };
    await store.database.system((tx) =>
      createOrganisation(tx, { id: organisationId, name: 'test', sandbox: false }),
    );
  });
  afterAll(async () => await store?.close());
  beforeEach(() => {
    source.fork = 'a0';
  });

  const hold = async (...heights: readonly number[]) => {
    await watch.ledger.append({
      owner: { shared: true },
      transfers: [],
      events: [],
      coverage: [],
      blocks: heights.map((height) => ({ chain: scriptedChain, height, hash: `0xa0${height}` })),
    });
  };
  const held = async () => {
    const range = { fromHeight: 0, toHeight: 1_000 };
    return [...(await context.record.blockHashes(scriptedChain, range)).keys()];
  };
  /** The chain has other blocks from this height on. */
  const look = async (forkedFrom = Number.POSITIVE_INFINITY, worker = 'one') => {
    const forked = {
      ...source,
      blockHash: (height: number) =>
        Promise.resolve(`0x${height < forkedFrom ? 'a0' : 'b0'}${height}`),
    };
    return await withdrawReorged(context, forked, worker, never);
  };

  it('takes back what it replaced of blocks that were never final', async () => {
    await hold(20, 40, 95, 98);
    expect(await look()).toBeUndefined();
    expect(await look(95)).toMatchObject({
      commonHeight: 40,
      replaced: { fromHeight: 95, toHeight: 98 },
      beyondFinality: false,
    });
    expect(await held()).toEqual([20, 40]);
  });

  it('takes back that a coin was seen up to a block that it replaced', async () => {
    const spends = new PostgresCoinSpends(store.database, () => undefined, systemClock);
    const coin = { tx: 'ab'.repeat(32), index: 0 };
    const [before, after] = [
      { ...{ coin, height: 93, blockHash: '0xa093' }, source: 'test' },
      { ...{ coin, height: 93, blockHash: '0xb093' }, source: 'test' },
    ];
    const seen = async () => (await spends.seen(scriptedChain, [coin], 93)).size;
    expect(await spends.keep(scriptedChain, before)).toBe(true);
    expect(await seen()).toBe(1);
    // Nobody knows yet which of the two blocks is the chain's.
    expect(await spends.keep(scriptedChain, after)).toBe(false);
    expect(await look(93)).toMatchObject({ commonHeight: 40 });
    expect(await seen()).toBe(0);
    expect(await spends.keep(scriptedChain, after)).toBe(true);
    expect(await seen()).toBe(1);
    expect(await look()).toMatchObject({ commonHeight: 40 });
  });

  it('is left to the worker that looks at it', async () => {
    await hold(96);
    await watch.ingest.claim(scriptedChain, 'another', 60_000);
    expect(await look(96)).toBeUndefined();
    await watch.ingest.claim(scriptedChain, 'another', 0);
    expect(await look(96)).toMatchObject({ commonHeight: 40 });
  });

  it('is found out after a restart, by who had read on on the new chain before anybody looked', async () => {
    await hold(92, 94);
    expect(await look()).toBeUndefined();
    await watch.ledger.append({
      ...{ owner: { shared: true }, transfers: [], events: [], coverage: [] },
      blocks: [97, 99].map((height) => ({
        ...{ chain: scriptedChain, height, hash: `0xb0${height}` },
      })),
    });
    // Another process: it has nothing but what the store holds.
    const restarted = { ...watchContext(store, source, 'head') };
    context = { ...restarted, record: new PostgresChainRecord(store.database) };
    expect(await look(93, 'after the restart')).toMatchObject({
      ...{ commonHeight: 92, beyondFinality: false },
      replaced: { fromHeight: 94, toHeight: 94 },
    });
    // What was read on the new chain above the gap goes too: nobody can tell it from the old.
    expect(await held()).toEqual([20, 40, 92]);
    expect(await look(93, 'after the restart')).toBeUndefined();
    expect(await look(92)).toMatchObject({ commonHeight: 40 });
  });

  it('is halted with an alarm when it replaced final ones, whatever was read above them', async () => {
    await hold(60);
    expect(await look()).toBeUndefined();
    // Read of the other chain since; it is there, and tells nothing of what lies below.
    await watch.ledger.append({
      ...{ owner: { shared: true }, transfers: [], events: [], coverage: [] },
      blocks: [{ chain: scriptedChain, height: 80, hash: '0xb080' }],
    });
    expect(await look(60)).toMatchObject({ commonHeight: 40, beyondFinality: true });
    expect(await look(60)).toBeUndefined();
    expect(await held()).toEqual([20, 40, 60, 80]);
    const { rows } = await store.database.tenant(organisationId, (tx) =>
      sql`select kind, severity from alert`.execute(tx),
    );
    expect(rows).toEqual([{ kind: 'final-blocks-replaced', severity: 'severe' }]);
    const reasons = await haltedReasons(watch.ingest, [scriptedChain]);
    expect(reasons.map(({ code }) => code)).toEqual(['final-blocks-replaced']);
    const detail = expect.stringMatching(
      new RegExp(`^halted.*wagetrace chains accept-reorg ${scriptedChain}$`),
    );
    expect(ingestHealth([], await watch.ingest.states(), new Date())).toEqual([
      { chain: scriptedChain, ok: false, detail },
    ]);
  });

  it('takes them back once an operator says that it is so', async () => {
    expect(await acceptReorg(watch, scriptedChain)).toBe(true);
    expect(await look(60)).toMatchObject({ commonHeight: 40, beyondFinality: false });
    expect(await held()).toEqual([20, 40]);
    expect(await haltedReasons(watch.ingest, [scriptedChain])).toEqual([]);
  });

  it('raises an alarm where its providers tell a transaction differently, once, which only the log names', async () => {
    const told = (tx: string): ChainSource => ({
      ...source,
      async *account(_account, range) {
        await Promise.resolve();
        yield { ...range, transfers: [paid(tx)], events: [], blockHashes: {} };
      },
    });
    const index = new ConfirmedSource(told('0x77'), source);
    const account = accountId(`${scriptedChain}:0x${'2'.repeat(40)}`);
    const read = async () => {
      await readUncovered(watch, index, account, { fromHeight: 1, toHeight: 9 }, never);
    };
    const logged: unknown[] = [];
    const log = { error: (fields: unknown) => logged.push(fields) };
    const { read: handled } = alarmingHandlers(watch, log, { read } as unknown as JobHandlers);
    for (const _try of [1, 2]) {
      const attempt = { signal: never, last: true };
      await expect(handled({ readingId: '' }, attempt)).rejects.toMatchObject({
        code: 'source.disagreement',
      });
    }
    const { rows } = await store.database.tenant(organisationId, (tx) =>
      sql<{ told: string }>`select title || subject_id as told from alert
        where kind = 'sources-disagree'`.execute(tx),
    );
    // What was read for one organisation's wage is no other's business.
    expect(rows.map(({ told }) => told)).toEqual([expect.not.stringContaining('0x77')]);
    expect(logged[0]).toMatchObject({ chain: scriptedChain, transactions: ['0x77'] });
  });
});

function paid(tx: string): Transfer {
  return {
    ...{ chain: scriptedChain, height: 3, blockHash: '0xb3', time: '2026-01-01T00:00:00.000Z', tx },
    ...{ txIndex: 0, position: 1_000_004, kind: 'native', amountBase: 500n },
    from: accountId(`${scriptedChain}:0x${'1'.repeat(40)}`),
    to: accountId(`${scriptedChain}:0x${'2'.repeat(40)}`),
    asset: assetId(`${scriptedChain}/slip44:60`),
  };
}
