import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import { verifyFlow } from '../../../src/flows/verify.ts';
import {
  blocksOfDay,
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

const days = 60;
const until = days * blocksOfDay;
const [payer, exchange, worker] = [worldWallet(0), worldWallet(1), worldWallet(2)];
const [deposit, depositor] = [worldWallet(3), worldWallet(4)];
const [collector, cash, dusted, seller, pool] = [5, 6, 7, 8, 9].map(worldWallet) as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];

const many = (count: number, row: (index: number) => Transfer): Transfer[] =>
  Array.from({ length: count }, (_, index) => row(index));
const somewhen = (index: number) => (index * 7_919) % until;

/** 100,000 customers pay in and 100,000 others are paid, over sixty days. */
const busyExchange = [
  ...many(100_000, (i) => payment(worldWallet(100_000 + i), exchange, 50 + (i % 900), somewhen(i))),
  ...many(100_000, (i) => payment(exchange, worldWallet(300_000 + i), 60 + (i % 800), somewhen(i))),
];
/** Twenty workers sweep into one wallet, a hundred and fifty times each, and it cashes out. */
const collected = [
  ...many(3_000, (i) => payment(worldWallet(1_000 + (i % 20)), collector, 90, somewhen(i))),
  ...many(60, (i) => payment(collector, cash, 4_000, i * blocksOfDay + 9)),
];
/** A thousand senders bring a cent three times each; the wallet pays a few hundred others. */
const dust = [
  ...many(3_000, (i) => payment(worldWallet(2_000 + (i % 1_000)), dusted, 0.01, somewhen(i))),
  ...many(300, (i) => payment(dusted, worldWallet(4_000 + i), 20, somewhen(i) + 1)),
];

/** A pool that three hundred put value into, who take it out again. */
const pooled = [
  ...many(2_500, (i) => payment(worldWallet(6_000 + (i % 300)), pool, 50, somewhen(i))),
  ...many(2_500, (i) => payment(pool, worldWallet(6_000 + (i % 300)), 45, somewhen(i) + 1)),
];

describe('services on the way of a trace', () => {
  let world: FlowWorld;
  const wages: Record<string, Transfer> = {
    toExchange: payment(payer, worker, 5_000, 30 * blocksOfDay),
    toDeposit: payment(payer, depositor, 4_000, 31 * blocksOfDay),
    toCollector: payment(payer, worldWallet(1_001), 3_000, 32 * blocksOfDay),
    toDusted: payment(payer, seller, 2_000, 33 * blocksOfDay),
    toPool: payment(payer, worldWallet(11), 1_000, 34 * blocksOfDay),
  };
  const later = (wage: Transfer | undefined, blocks: number) => (wage?.height ?? 0) + blocks;

  beforeAll(async () => {
    world = await openFlowWorld();
    const own = [
      ...Object.values(wages),
      payment(worker, exchange, 4_900, later(wages['toExchange'], 20)),
      payment(depositor, deposit, 4_000, later(wages['toDeposit'], 20)),
      payment(deposit, exchange, 4_000, later(wages['toDeposit'], 90)),
      payment(worldWallet(10), deposit, 700, later(wages['toDeposit'], 50_000)),
      payment(deposit, exchange, 700, later(wages['toDeposit'], 50_090)),
      payment(worldWallet(1_001), collector, 3_000, later(wages['toCollector'], 20)),
      payment(seller, dusted, 2_000, later(wages['toDusted'], 20)),
      payment(worldWallet(11), pool, 1_000, later(wages['toPool'], 20)),
    ];
    const all = [...busyExchange, ...collected, ...dust, ...pooled, ...own];
    await world.hold(all, { fromHeight: 0, toHeight: until });
  });
  afterAll(async () => await world?.close());

  /** Counts the transfers that the ledger hands out. */
  function counting(): { context: FlowContext; read: () => number } {
    let read = 0;
    const { ledger } = world.core.flows;
    const counted: FlowContext['ledger'] = {
      append: (batch) => ledger.append(batch),
      transaction: (...query) => ledger.transaction(...query),
      coverageOf: (...query) => ledger.coverageOf(...query),
      withdraw: (...query) => ledger.withdraw(...query),
      transfersOf: async (query) => {
        const page = await ledger.transfersOf(query);
        read += page.transfers.length;
        return page;
      },
    };
    return { context: { ...world.core.flows, ledger: counted }, read: () => read };
  }

  const followed = async (name: string, context?: FlowContext) => {
    const { tx = '' } = wages[name] ?? {};
    return await world.follow({ kind: 'transaction', chain: worldChain, tx }, context);
  };
  const endAt = (flow: Awaited<ReturnType<typeof followed>>, account: AccountId) =>
    flow.endpoints.filter((end) => end.account === account && end.amountBase > 0n);
  const verdictOn = async (account: AccountId) =>
    (await world.core.verdicts.verdictsOf(world.organisationId, [account]))[0];

  it('ends at an exchange of 200,000 transfers, which costs a page, and can be run again', async () => {
    const first = counting();
    const flow = await followed('toExchange', first.context);
    expect(endAt(flow, exchange)).toMatchObject([{ kind: 'service', amountBase: 4_900_000_000n }]);
    expect(first.read()).toBeLessThan(7_000);
    expect(flow.inputs.serviceVerdicts).toMatchObject([
      { account: exchange, kind: 'exchange', source: 'inferred' },
    ]);
    expect(await verdictOn(exchange)).toEqual(flow.inputs.serviceVerdicts[0]);

    const again = counting();
    const second = await followed('toExchange', again.context);
    expect(second.endpoints).toEqual(flow.endpoints);
    expect(again.read()).toBeLessThan(50);

    const { signal } = new AbortController();
    const verified = await verifyFlow(world.core.flows, world.organisationId, flow.id, signal);
    expect(verified).toEqual({ id: flow.id, holds: true, discrepancies: [] });

    const call = async (kind: string) => {
      await world.core.database.system((tx) =>
        sql`update service_verdict set kind = ${kind} where account = ${exchange}`.execute(tx),
      );
      return await verifyFlow(world.core.flows, world.organisationId, flow.id, signal);
    };
    expect((await call('merchant')).discrepancies).toMatchObject([
      { kind: 'verdict', what: exchange },
    ]);
    expect((await call('exchange')).holds).toBe(true);
  });

  it('ends at a contract where what behaves so has code that is no wallet', async () => {
    // Without code it is somebody whom the same people pay and are paid by.
    expect(endAt(await followed('toPool'), pool)).toMatchObject([{ kind: 'unspent' }]);
    const code = { kind: 'contract', codeBytes: 1_234 } as const;
    const contractState = () => ({
      codeOf: (account: AccountId) => Promise.resolve(account === pool ? code : undefined),
      streamSender: () => Promise.resolve(undefined),
    });
    const flow = await followed('toPool', { ...world.core.flows, contractState });
    expect(endAt(flow, pool)).toMatchObject([{ kind: 'contract', amountBase: 1_000_000_000n }]);
    const cited = flow.inputs.serviceVerdicts.find(({ account }) => account === pool);
    expect(cited).toMatchObject({ kind: 'contract', source: 'inferred' });
    expect(cited?.evidence).toMatch(/^code of 1234 bytes/);
    const { signal } = new AbortController();
    const verified = await verifyFlow(world.core.flows, world.organisationId, flow.id, signal);
    expect(verified).toEqual({ id: flow.id, holds: true, discrepancies: [] });
  });

  it('ends at a deposit address that sweeps to the exchange, and keeps the address', async () => {
    await followed('toExchange');
    const flow = await followed('toDeposit');
    expect(endAt(flow, deposit)).toMatchObject([{ kind: 'service', amountBase: 4_000_000_000n }]);
    expect(await verdictOn(deposit)).toMatchObject({ kind: 'exchange-deposit' });
  });

  it('goes on through the collector that twenty workers sweep into', async () => {
    const flow = await followed('toCollector');
    expect(await verdictOn(collector)).toBeUndefined();
    expect(endAt(flow, cash).map(({ kind }) => kind)).toEqual(['unspent']);
  });

  it('is not made to end by a thousand senders of dust', async () => {
    const flow = await followed('toDusted');
    expect(await verdictOn(dusted)).toBeUndefined();
    expect(flow.endpoints.some(({ kind }) => kind === 'service')).toBe(false);
  });
});
