import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { candidates } from '../../../src/api/candidates-answer.ts';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { Flow } from '../../../src/domain/flow.ts';
import { verifyInquiry } from '../../../src/flows/inquiries/verify-inquiry.ts';
import { withoutSources } from '../../../src/flows/verify.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';
import { inquire } from '../../support/inquire.ts';
import { writeWatchConfig } from '../../support/watch-world.ts';

const ether = 10n ** 18n;
const { signal } = new AbortController();
const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;

describe('candidates behind a mixer', () => {
  let anvil: Anvil;
  let pool: DeployedContract;
  let till: DeployedContract;
  let world: FlowWorld;
  let flow: Flow;
  let [employer, worker, other, relayer, fresh, fresher] = ['', '', '', '', '', ''];
  const accountOf = (address: string): AccountId => readAccount(anvil.chain, address);

  /** Ingests the whole chain from a block on, as the watcher does. */
  const ingest = async (fromHeight: number) => {
    const { chains, ledger } = world.core.flows;
    const source = chains.source(anvil.chain);
    if (!source) throw new Error('the chain has no source');
    const { height: toHeight } = await source.head(signal);
    for await (const batch of source.blocks({ fromHeight, toHeight }, signal)) {
      const { transfers, events } = batch;
      const read = { chain: anvil.chain, source: 'test', readAt: '2026-01-02T00:00:00Z' };
      const range = { fromHeight: batch.fromHeight, toHeight: batch.toHeight };
      const coverage = [{ ...read, ...range }];
      await ledger.append({ owner: { shared: true }, transfers, events, coverage });
    }
    return toHeight;
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come.
  const found = (row: { answer?: any }, at: DeployedContract) =>
    row.answer.mixers.find((one: { account: string }) => one.account === accountOf(at.address));
  const ask = async () => await inquire(world, { kind: 'candidates', flowId: flow.id });
  const verify = async (id: string) =>
    await verifyInquiry(world.core.inquiries, world.organisationId, id, signal);

  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 41_071 });
    [employer = '', worker = '', other = '', relayer = ''] = anvil.accounts;
    [fresh, fresher] = [`0x${'fe'.repeat(20)}`, `0x${'fd'.repeat(20)}`];
    const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    till = await anvil.deploy('MixerPool');
    pool = await anvil.deploy('MixerPool');
    // Somebody else's entry and a crowd of one, before the wage comes.
    await pool.call(other, 'deposit', [hash(1)], ether);
    await till.call(other, 'deposit', [hash(9)], ether);
    await anvil.mine(400);
    const wageTx = await anvil.send({ from: employer, to: worker, value: 5n * ether });
    // Whoever signed both set the same price of gas.
    const priced = (from: string, method: string, args: readonly unknown[], value = 0n) =>
      anvil.send({
        ...{ from, to: pool.address, value, gasPriceWei: 3_141_592_653n },
        data: pool.interface.encodeFunctionData(method, args),
      });
    await priced(worker, 'deposit', [hash(2)], ether);
    await priced(relayer, 'withdraw', [fresh, hash(3), ether, ether / 100n]);
    await pool.call(worker, 'withdraw', [worker, hash(4), ether, 0n]);
    // A run of entries, answered by as long a run through one relayer.
    for (const n of [10, 11]) await till.call(worker, 'deposit', [hash(n)], ether);
    for (const n of [12, 13]) {
      await till.call(relayer, 'withdraw', [fresher, hash(n), ether, ether / 100n]);
    }
    await anvil.mine(5);
    world = await openFlowWorld(writeWatchConfig(anvil, token, 'false'));
    flow = await world.follow({ kind: 'transaction', chain: anvil.chain, tx: wageTx });
  });
  afterAll(async () => {
    await world?.close();
    await anvil?.stop();
  });

  it('are looked for in what is read of the pool when they are asked for', async () => {
    expect(flow.endpoints).toContainEqual(
      expect.objectContaining({ kind: 'mixer', account: accountOf(pool.address) }),
    );
    const row = await ask();
    expect(found(row, pool)).toMatchObject({
      ...{ entries: 1, exits: 2, anonymitySetIs: 'at-least' },
      completeness: { state: 'incomplete', reasons: [{ code: 'pool-history-partial' }] },
    });
    // More is read later; the answer still holds for what it cites.
    await ingest(0);
    expect(await verify(row.id)).toEqual({ id: row.id, holds: true, discrepancies: [] });
  });

  it('are not looked for in a pool that cannot be read', async () => {
    const { chains, ledger } = world.core.inquiries;
    const unread: typeof ledger = {
      append: (batch) => ledger.append(batch),
      transaction: (...question) => ledger.transaction(...question),
      transfersOf: (query) => ledger.transfersOf(query),
      withdraw: (...question) => ledger.withdraw(...question),
      coverageOf: async () => new Map(),
    };
    const context = { ...world.core.inquiries, chains: withoutSources(chains), ledger: unread };
    const row = await inquire(world, { kind: 'candidates', flowId: flow.id }, context);
    expect(row.answer).toMatchObject({
      flowId: flow.id,
      basis: 'inferred',
      completeness: { state: 'incomplete', reasons: [{ code: 'pool-not-read-whole' }] },
    });
  });

  it('are exits with signals and the number of entries that they hide among', async () => {
    const row = await ask();
    expect(candidates.safeParse(row).error).toBeUndefined();
    const shown = found(row, pool);
    expect(shown).toMatchObject({
      ...{ entries: 2, exits: 2, flowEntries: 1, anonymitySetIs: 'exact' },
      completeness: { state: 'complete', reasons: [] },
    });
    const told = shown.candidates.map(
      (one: { exit: { account: string }; signals: string[]; anonymitySet: number }) => [
        ...[one.exit.account, [...one.signals].sort(), one.anonymitySet],
      ],
    );
    expect(told).toEqual([
      [accountOf(fresh), ['only-entry-before', 'unique-gas-price'], 2],
      [accountOf(worker), ['only-entry-before', 'same-address'], 1],
    ]);
    expect(shown.candidates[0]).toMatchObject({
      basis: 'inferred',
      entry: { account: accountOf(worker), amountBase: ether.toString() },
      exit: { relayer: accountOf(relayer), feeBase: (ether / 100n).toString() },
    });
  });

  it('pair a run of entries with as long a run of exits through one relayer', async () => {
    const { candidates: all } = found(await ask(), till);
    const run = all.filter(({ signals }: { signals: string[] }) =>
      signals.includes('same-relayer'),
    );
    expect(run.map(({ exit }: { exit: { account: string } }) => exit.account)).toEqual([
      accountOf(fresher),
      accountOf(fresher),
    ]);
  });

  it('leave the flow as it is, and are verified from what is stored', async () => {
    const before = await world.core.database.tenant(world.organisationId, (tx) =>
      sql`select result from flow where id = ${flow.id}::uuid`.execute(tx),
    );
    const row = await ask();
    const after = await world.core.database.tenant(world.organisationId, (tx) =>
      sql`select result from flow where id = ${flow.id}::uuid`.execute(tx),
    );
    expect(after.rows).toEqual(before.rows);
    expect(await verify(row.id)).toEqual({ id: row.id, holds: true, discrepancies: [] });
    await world.core.database.system((tx) =>
      sql`update converted_transaction set reading = jsonb_set(reading, '{mixers,0,direction}', '"entry"')
          where reading->'mixers'->0->>'direction' = 'exit'`.execute(tx),
    );
    const altered = await verify(row.id);
    expect(altered.discrepancies.map(({ what }) => what)).toContain('mixers');
  });
});
