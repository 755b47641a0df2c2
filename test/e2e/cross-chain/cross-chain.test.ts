import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAnswer } from '../../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../../src/runtime/compose-core.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { fifoOverAssets } from '../../support/conversion-model.ts';
import { testSeed } from '../../support/random.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';
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

async function verify(id: string) {
  const settings = readSettings({ ...service.environment, REDIS_URL: '' }, []);
  const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
  const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
  try {
    return await verifyAnswer(core, id);
  } finally {
    await core.close();
  }
}

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
  expect(flow.result.completeness).toEqual({ state: 'complete', reasons: [] });
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
});
