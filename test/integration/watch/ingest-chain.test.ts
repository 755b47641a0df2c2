import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvmRpcSource } from '../../../src/chains/evm/source.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { accountId } from '../../../src/domain/caip.ts';
import { noOrganisation } from '../../../src/domain/organisation.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { haltedReasons } from '../../../src/flows/ingested-to.ts';
import { PostgresChainRecord } from '../../../src/ledger/postgres/chain-record.ts';
import { decodeHash } from '../../../src/ledger/postgres/hash-codec.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { acceptReorg, ingestChain } from '../../../src/watch/ingest-chain.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { nodeSource } from '../../support/evm-chain.ts';
import { type WatchUnderTest, watchContext } from '../../support/watched-chain.ts';

const never = new AbortController().signal;
const fromHeight = 3;

describe('ingesting a chain block by block', () => {
  let anvil: Anvil;
  let source: EvmRpcSource;
  let store: TestDatabase;
  let context: WatchUnderTest;
  const organisationId = systemClock.id();

  beforeAll(async () => {
    [anvil, store] = await Promise.all([
      startAnvil({ chainNumber: 31_411, slotsInEpoch: 8 }),
      openTestDatabase(),
    ]);
    source = nodeSource(anvil);
    context = watchContext(store, source, fromHeight);
    await store.database.system((tx) =>
      createOrganisation(tx, { id: organisationId, name: 'test', sandbox: false }),
    );
    await anvil.mine(5);
  });
  afterAll(async () => {
    await anvil?.stop();
    await store?.close();
  });

  const pay = async (times: number) => {
    const [, payer = '', payee = ''] = anvil.accounts;
    for (let i = 0; i < times; i++) await anvil.send({ from: payer, to: payee, value: 5n });
  };
  const run = (worker = 'one', by = context) => ingestChain(by, anvil.chain, worker, never);
  const state = async () => (await context.ingest.states())[0];

  const stored = async (): Promise<readonly Transfer[]> => {
    const { rows } = await store.database.system((tx) =>
      sql<{ address: Buffer }>`
        select from_account as address from transfer union select to_account from transfer`.execute(
        tx,
      ),
    );
    const { transfers } = await context.ledger.transfersOf({
      organisationId: noOrganisation,
      chain: anvil.chain,
      accounts: rows.map(({ address }) => accountId(`${anvil.chain}:${decodeHash(address)}`)),
      range: { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER },
      transfersMax: 100_000,
    });
    return transfers;
  };

  /** The ledger has what the chain has, no more and no less, and says so. */
  const expectToMatchTheChain = async () => {
    const { height } = await source.head(never);
    const fresh: Transfer[] = [];
    const hashes = new Map<number, string>();
    for await (const batch of source.blocks({ fromHeight, toHeight: height }, never)) {
      fresh.push(...batch.transfers);
      for (const [at, hash] of Object.entries(batch.blockHashes)) hashes.set(Number(at), hash);
    }
    expect(await stored()).toEqual(fresh);
    const range = { fromHeight, toHeight: Number.MAX_SAFE_INTEGER };
    const record = new PostgresChainRecord(store.database);
    expect(await record.blockHashes(anvil.chain, range)).toEqual(hashes);
    const [anybody] = fresh;
    const account = anybody?.from as Transfer['from']; // CAST: there is a payment
    const covered = await context.ledger.coverageOf(noOrganisation, anvil.chain, [account]);
    expect(covered.get(account)).toEqual([{ fromHeight, toHeight: height, lacks: [] }]);
    expect(await state()).toMatchObject({
      headHeight: height,
      toldHeight: height,
      cursor: { height, hash: hashes.get(height) },
    });
  };

  it('stores transfers, block hashes and coverage of the whole range', async () => {
    await pay(6);
    expect(await run()).toBe('done');
    await expectToMatchTheChain();
  });

  it('reads nothing twice', async () => {
    await run();
    const asked: number[] = [];
    const counting: ChainSource = {
      ...bound(source),
      blocks: (range, signal) => {
        asked.push(range.fromHeight);
        return source.blocks(range, signal);
      },
    };
    const { height } = await source.head(never);
    await pay(2);
    await run('one', { ...context, chains: { ...context.chains, source: () => counting } });
    expect(asked).toEqual([height + 1]);
    await expectToMatchTheChain();
  });

  it('is the work of one worker at a time, and of another when that one is gone', async () => {
    await context.ingest.claim(anvil.chain, 'other', 300);
    expect(await run()).toBe('busy');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await run()).toBe('done');
  });

  it('stores nothing for a worker that lost its claim', async () => {
    await pay(1);
    const before = await stored();
    const stolen: ChainSource = {
      ...bound(source),
      async *blocks(range, signal) {
        for await (const batch of source.blocks(range, signal)) {
          // As if its lease had run out while it read.
          await store.database.system((tx) =>
            sql`update chain_watch set claimed_by = 'thief'`.execute(tx),
          );
          yield batch;
        }
      },
    };
    const robbed = { ...context, chains: { ...context.chains, source: () => stolen } };
    await expect(run('one', robbed)).rejects.toMatchObject({ code: 'ingest.claim-lost' });
    expect(await stored()).toEqual(before);
    await run('thief');
    await store.database.system((tx) =>
      sql`update chain_watch set claimed_until = now()`.execute(tx),
    );
    await expectToMatchTheChain();
  });

  it.each([1, 5])('takes back %i replaced blocks and stores the new ones', async (depth) => {
    await pay(7);
    await run();
    const before = await stored();
    await anvil.reorg(depth);
    await pay(1);
    expect(await run()).toBe('done');
    await expectToMatchTheChain();
    const kept = new Set((await stored()).map(({ tx }) => tx));
    expect(new Set(before.filter(({ tx }) => !kept.has(tx)).map(({ tx }) => tx)).size).toBe(depth);
  });

  it('stops with an alarm when final blocks were replaced, and replaces nothing', async () => {
    await pay(20);
    await run();
    const before = await stored();
    const cursor = (await state())?.cursor;
    if (!cursor) throw new Error('no cursor');
    const common = cursor.finalHeight - 1;
    await anvil.reorg(cursor.height - common);
    await pay(1);
    expect(await run()).toBe('halted');
    expect(await run()).toBe('halted');
    expect(await stored()).toEqual(before);
    expect(await state()).toMatchObject({
      cursor: { height: cursor.height, hash: cursor.hash },
      halt: { commonHeight: common, replaced: { fromHeight: common + 1, toHeight: cursor.height } },
    });
    const alerts = await store.database.tenant(organisationId, (tx) =>
      sql<{ kind: string; severity: string }>`select kind, severity from alert`.execute(tx),
    );
    // Flows that look at the chain say so.
    const reasons = await haltedReasons(context.ingest, [anvil.chain, 'eip155:1']);
    expect(reasons.map(({ code }) => code)).toEqual(['final-blocks-replaced']);
    expect(alerts.rows).toEqual([{ kind: 'final-blocks-replaced', severity: 'severe' }]);
  });

  it('reads on once an operator says that it is so', async () => {
    expect(await acceptReorg(context, anvil.chain)).toBe(true);
    expect(await run()).toBe('done');
    await expectToMatchTheChain();
    expect((await state())?.halt).toBeUndefined();
    expect(await haltedReasons(context.ingest, [anvil.chain])).toEqual([]);
    expect(await acceptReorg(context, anvil.chain)).toBe(false);
  });

  it('says why it could not go on, and goes on later', async () => {
    const failing: ChainSource = {
      ...bound(source),
      head: () => Promise.reject(new Error('down')),
    };
    const broken = { ...context, chains: { ...context.chains, source: () => failing } };
    await expect(run('one', broken)).rejects.toThrow('down');
    expect((await state())?.errorCode).toBe('ingest.failed');
    await run();
    expect((await state())?.errorCode).toBeUndefined();
  });
});

/** The source with its methods as values. */
function bound(source: EvmRpcSource): ChainSource {
  return {
    chain: source.chain,
    name: source.name,
    head: source.head.bind(source),
    account: source.account.bind(source),
    blocks: source.blocks.bind(source),
    transaction: source.transaction.bind(source),
    blockHash: source.blockHash.bind(source),
  };
}
