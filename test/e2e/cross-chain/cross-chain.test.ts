import { decodeBase58 } from 'ethers';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fifoOverAssets } from '../../support/conversion-model.ts';
import { testSeed } from '../../support/random.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';
import { verifyStored } from '../../support/verify-stored.ts';
import { type CrossChainWorld, listedAddress, makeCrossChainWorld } from './cross-chain-world.ts';

const seed = testSeed();
let world: CrossChainWorld;
let service: RunningService;
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come.
let flow: any;

/** Asks for a payout through the API and waits until its wage is followed; the flow. */
async function followed(ref: string, worker: string, wage: number, tx: string) {
  const { chain } = world.places[0].anvil;
  const run = await service.call('POST', '/v1/pay-runs', {
    ref: `run-${ref}`,
    payouts: [
      {
        ref,
        employerRef: 'acme',
        payeeRef: `payee-${ref}`,
        payeeName: `Payee ${ref}`,
        wallet: { chain, address: worker },
        asset: 'USD',
        amount: `0.${String(wage).padStart(6, '0')}`,
      },
    ],
  });
  const { id } = run.body.payouts[0].payout;
  await service.call('POST', `/v1/payouts/${id}/settlement`, { chain, tx });
  const flowId = await until(`${ref} is followed`, async () => {
    const payout = await service.call('GET', `/v1/payouts/${id}`);
    return payout.body.state === 'followed' ? payout.body.flowId : undefined;
  });
  return (await service.call('GET', `/v1/flows/${flowId}`)).body;
}

/** The flow that the service makes by itself in the place of one, once it has its answer. */
async function followedAgain(before: { id: string; payoutId: string }) {
  return await until('the wage is followed again by itself', async () => {
    const { body } = await service.call('GET', `/v1/flows?payoutId=${before.payoutId}`);
    const [newest] = body.items;
    if (newest.id <= before.id || newest.state !== 'traced') return undefined;
    return (await service.call('GET', `/v1/flows/${newest.id}`)).body;
  });
}

const verify = (id: string) => verifyStored(service, id);

beforeAll(async () => {
  console.log(`cross-chain: WAGETRACE_TEST_SEED=${seed}`);
  world = await makeCrossChainWorld(seed);
  service = await startService(world.configFolder, undefined);
  await service.startWorker();
});
afterAll(async () => {
  await service?.stop();
  await world?.stop();
});

it('follows a wage over two bridges and a swap to a listed wallet in one flow', async () => {
  const { worker, wage, settlementTx, steps } = world.journey;
  flow = await followed('journey', worker, wage, settlementTx);
  const model = fifoOverAssets(steps);
  const ends = new Map<string, string>(
    flow.result.endpoints
      .filter((end: { amountBase: string }) => end.amountBase !== '0')
      .map((end: { account: string; asset: string; amountBase: string }) => [
        `${end.account} ${end.asset}`,
        end.amountBase,
      ]),
  );
  const expected = [...model].filter(([, units]) => units > 0);
  expect(new Map(expected.map(([pot, units]) => [pot, String(units)]))).toEqual(ends);
  const listed = flow.result.endpoints.filter((end: { kind: string }) => end.kind === 'sanctioned');
  expect(listed).toHaveLength(1);
  expect(listed[0].account).toBe(`${world.places[2].anvil.chain}:${listedAddress}`);
  expect(['attributed', 'certain']).toContain(flow.result.flag);
  // The token that the swap gave is on no list of assets.
  expect(flow.result.completeness).toMatchObject({
    ...{ state: 'incomplete', reasons: [{ code: 'asset-unlisted' }] },
  });
  const units = flow.result.endpoints.map((end: { seedUnits: string }) => Number(end.seedUnits));
  expect(units.reduce((sum: number, some: number) => sum + some, 0)).toBe(wage);
}, 150_000);

it('shows each conversion with what went in, what came out, the fee and how it was found', () => {
  const { sent, arrived, wage } = world.journey;
  const [across, swap, celer] = flow.result.conversions;
  expect([across, swap, celer]).toMatchObject([
    {
      kind: 'bridge',
      protocol: 'across',
      source: { amountBase: String(sent.across) },
      destinations: [{ amountBase: String(arrived.across), method: 'exact-id', refund: false }],
      fees: [{ amountBase: String(sent.across - arrived.across) }],
      pendingBase: '0',
    },
    {
      kind: 'swap',
      source: { amountBase: String(sent.swap) },
      destinations: [{ amountBase: String(arrived.swap), confidence: 'certain' }],
    },
    {
      kind: 'bridge',
      protocol: 'celer',
      source: { amountBase: String(sent.celer) },
      destinations: [{ amountBase: String(arrived.celer), method: 'exact-id' }],
    },
  ]);
  for (const { seedUnits } of [across, swap, celer]) expect(Number(seedUnits)).toBeLessThan(wage);
});

it('gives evidence with every hash on all three chains, which holds when it is run again', async () => {
  const { body } = await service.call('GET', `/v1/flows/${flow.id}/evidence`);
  const named = JSON.stringify([body.transfers, body.flow.conversions]);
  for (const { tx } of world.journey.hops) expect(named).toContain(tx);
  expect(body.transfers.every((one: { transfer?: unknown }) => one.transfer)).toBe(true);
  expect(await verify(flow.id)).toEqual({ id: flow.id, holds: true, discrepancies: [] });

  const alter = async (amount: string) => {
    const client = new pg.Client({ connectionString: service.databaseUrl });
    await client.connect();
    const path = '{conversions,0,destinations,0,amountBase}';
    await client.query('update flow set result = jsonb_set(result, $2, $3) where id = $1', [
      flow.id,
      path,
      JSON.stringify(amount),
    ]);
    await client.end();
  };
  await alter('1');
  const altered = await verify(flow.id);
  expect(altered.discrepancies).toMatchObject([{ kind: 'conversion' }]);
  await alter(String(world.journey.arrived.across));
  expect((await verify(flow.id)).holds).toBe(true);
});

it('names what was stored of a transaction and altered since', async () => {
  const { chain, tx } = world.journey.hops.find(({ what }) => what === 'across out') ?? {};
  const client = new pg.Client({ connectionString: service.databaseUrl });
  await client.connect();
  const places = [
    ['converted_transaction', 'reading', '{departures,0,side,amountBase}', 'departures'],
    ['bridge_leg', 'leg', '{amountBase}', 'leg'],
  ];
  for (const [table, column, path, what] of places) {
    const where = 'where chain = $1 and tx = $2';
    const before = await client.query(`select ${column} #> $3 as kept from ${table} ${where}`, [
      chain,
      tx,
      path,
    ]);
    const alter = async (value: unknown) => {
      const set = `update ${table} set ${column} = jsonb_set(${column}, $3, $4) ${where}`;
      await client.query(set, [chain, tx, path, JSON.stringify(value)]);
    };
    await alter('1');
    const { discrepancies } = await verify(flow.id);
    expect(discrepancies.map(({ kind }) => kind)).toEqual(['reading']);
    expect(discrepancies[0]?.what).toContain(what);
    expect(discrepancies[0]?.what).toContain(tx);
    await alter(before.rows[0].kept);
  }
  await client.end();
  expect((await verify(flow.id)).holds).toBe(true);
});

it('screens whom a bridge is told to pay on a chain that nothing here reads', async () => {
  const worker = world.places[0].anvil.accounts[6] ?? '';
  const [wage, tron] = [5_000, 728_126_428];
  const listed = 'TU4tDFRvcKhAZ1jdihojmBWZqvJhQCnJ4F';
  const key = `0x${decodeBase58(listed).toString(16).padStart(50, '0').slice(2, 42)}`;
  const { settlementTx, bridgeTx } = await world.bridged(worker, wage, tron, key, 8);
  const found = await followed('tron', worker, wage, settlementTx);
  const account = `tron:0x2b6653dc:${listed}`;
  expect(found.result.flag).toBe('attributed');
  expect(found.result.endpoints).toMatchObject([
    {
      kind: 'bridge-unresolved',
      amountBase: String(wage),
      declared: [
        {
          chain: 'tron:0x2b6653dc',
          recipient: { account, raw: key },
          matches: [{ kind: 'exact', listing: { party: 'Aeza Group LLC' } }],
        },
      ],
    },
  ]);
  expect(found.result.conversions).toMatchObject([
    { source: { tx: bridgeTx }, destinations: [], pending: { reason: 'unsupported-chain' } },
  ]);
  const alerts = await service.call('GET', '/v1/alerts?kind=declared-recipient-listed');
  expect(alerts.body.items).toMatchObject([{ severity: 'severe', subject: { id: found.id } }]);
  const wallet = await service.call('GET', `/v1/wallets/${account}`);
  expect(JSON.stringify(wallet.body)).toContain(found.id);
  expect((await verify(found.id)).holds).toBe(true);
}, 60_000);

it('says that a bridge has not paid yet, and is followed again by itself once it did', async () => {
  const [a, b] = world.places;
  const [worker = '', receiver = ''] = a.anvil.accounts.slice(7, 9);
  const wage = 6_000;
  const { settlementTx } = await world.bridged(worker, wage, b.anvil.chainNumber, receiver, 9);
  const before = await followed('pending', worker, wage, settlementTx);
  expect(before.result.endpoints).toMatchObject([
    {
      kind: 'bridge-unresolved',
      amountBase: String(wage),
      declared: [{ recipient: { account: `${b.anvil.chain}:${receiver}` }, matches: [] }],
    },
  ]);
  const codes = before.result.completeness.reasons.map((reason: { code: string }) => reason.code);
  expect(codes).toContain('bridge-pending');
  expect(before.result.flag).toBeUndefined();

  await b.anvil.mine(200);
  const filled = await world.fill(wage - 1, receiver, 9);
  const after = await followedAgain(before);
  expect(after.result.endpoints).toMatchObject([
    { kind: 'unspent', account: `${b.anvil.chain}:${receiver}`, amountBase: String(wage - 1) },
  ]);
  expect(after.result.completeness.state).toBe('complete');
  for (const { id } of [before, after]) expect((await verify(id)).holds).toBe(true);

  // The chain of the other end takes its payment back: what stood on it is withdrawn and asked anew.
  await b.anvil.reorg(1);
  await b.anvil.mine(2);
  expect(await b.anvil.rpc('eth_getTransactionReceipt', filled)).toBeNull();
  const last = await followedAgain(after);
  expect(last.result.endpoints).toMatchObject([{ kind: 'bridge-unresolved' }]);
  const { body: withdrawn } = await service.call('GET', `/v1/flows/${after.id}`);
  expect(withdrawn.state).toBe('withdrawn');
}, 200_000);
