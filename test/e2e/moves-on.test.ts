import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anvil, type DeployedContract, startAnvil } from '../support/anvil.ts';
import { fifoByUnits, type ModelPayment } from '../support/fifo-model.ts';
import { testRandom, testSeed } from '../support/random.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';
import { writeWatchConfig } from '../support/watch-world.ts';
import { listedAddress } from './spine/spine-world.ts';

const seed = testSeed();
const random = testRandom(seed);
const dayS = 86_400;

describe('a wage that rests, and days later moves on', () => {
  let anvil: Anvil;
  let token: DeployedContract;
  let service: RunningService;
  const payments: ModelPayment[] = [];
  const wage = random.between(3_000, 9_000);
  let [employer, worker, friend] = ['', '', ''];
  let settlementTx = '';
  let payoutId = '';
  let restingFlow = '';

  const pay = async (from: string, to: string, amount: number, isSeed = false) => {
    payments.push({ from, to, amount, seed: isSeed });
    return await token.call(from, 'transfer', [to, amount]);
  };

  beforeAll(async () => {
    console.log(`moves on: WAGETRACE_TEST_SEED=${seed}`);
    anvil = await startAnvil({ chainNumber: 41_021 });
    [employer = '', worker = '', friend = ''] = anvil.accounts;
    token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    await token.call(employer, 'mint', [employer, 1_000_000]);
    settlementTx = await pay(employer, worker, wage, true);
    service = await startService(writeWatchConfig(anvil, token, '{ fromHeight: 1 }'), undefined);
    await service.startWorker();
  });
  afterAll(async () => {
    await service?.stop();
    await anvil?.stop();
  });

  it('is followed to the wallet where it rests', async () => {
    const run = await service.call('POST', '/v1/pay-runs', {
      ref: 'run',
      payouts: [
        {
          ref: 'wage',
          employerRef: 'acme',
          payeeRef: 'payee',
          payeeName: 'A Payee',
          wallet: { chain: anvil.chain, address: worker },
          asset: 'TUSD',
          amount: `0.${String(wage).padStart(6, '0')}`,
        },
      ],
    });
    payoutId = run.body.payouts[0].payout.id;
    await service.call('POST', `/v1/payouts/${payoutId}/settlement`, {
      chain: anvil.chain,
      tx: settlementTx,
    });
    restingFlow = await until('the wage is followed', async () => {
      const payout = await service.call('GET', `/v1/payouts/${payoutId}`);
      return payout.body.state === 'followed' ? payout.body.flowId : undefined;
    });
    const flow = await service.call('GET', `/v1/flows/${restingFlow}`);
    expect(flow.body.result.flag).toBeUndefined();
    expect(flow.body.result.endpoints.map((end: { kind: string }) => end.kind)).toEqual([
      'unspent',
    ]);
    const monitor = await service.call('POST', `/v1/wallets/${anvil.chain}:${friend}/monitor`, {});
    expect(monitor.body).toMatchObject({ account: `${anvil.chain}:${friend}`, active: true });
    await until('the monitor knows where the chain stands', async () => {
      const { body } = await service.call('GET', '/v1/monitors');
      return body.items[0].seenHeight;
    });
  });

  it('is flagged with an alert without anybody asking', async () => {
    await anvil.rpc('evm_increaseTime', 5 * dayS);
    const part = random.between(2_000, wage);
    const listed = random.between(1_500, part);
    await pay(worker, friend, part);
    await anvil.rpc('evm_increaseTime', 2 * dayS);
    await pay(friend, listedAddress, listed);
    const alert = await until('the alert comes', async () => {
      const { body } = await service.call('GET', '/v1/alerts?kind=flow-flagged');
      return body.items[0];
    });
    const payout = await until('the payout is followed anew', async () => {
      const { body } = await service.call('GET', `/v1/payouts/${payoutId}`);
      return body.state === 'followed' && body.flowId === alert.subject.id ? body : undefined;
    });
    expect(payout.flowId).not.toBe(restingFlow);
    const { body: flow } = await service.call('GET', `/v1/flows/${payout.flowId}`);
    expect(flow.result.flag).toBe('certain');
    const held = fifoByUnits(payments);
    for (const end of flow.result.endpoints) {
      const address = end.account.split(':')[2];
      expect([address, end.amountBase]).toEqual([address, String(held.get(address) ?? 0)]);
    }
    expect(flow.result.endpoints.map((end: { kind: string }) => end.kind)).toContain('sanctioned');
    const before = await service.call('GET', `/v1/flows/${restingFlow}`);
    expect(before.body.state).toBe('traced');
  });

  it('equals what a full recompute finds', async () => {
    const asked = await service.call('POST', '/v1/flows', {
      transaction: { chain: anvil.chain, tx: settlementTx },
    });
    const fresh = await until('the same wage is followed from the start', async () => {
      const { body } = await service.call('GET', `/v1/flows/${asked.body.id}`);
      return body.state === 'traced' ? body.result : undefined;
    });
    const { body: payout } = await service.call('GET', `/v1/payouts/${payoutId}`);
    const { body: again } = await service.call('GET', `/v1/flows/${payout.flowId}`);
    const ends = ({ endpoints }: { endpoints: { account: string; amountBase: string }[] }) =>
      endpoints.map(({ account, amountBase }) => `${account} ${amountBase}`).sort();
    expect(ends(again.result)).toEqual(ends(fresh));
    expect(again.result.inputs.transfersDigest).toBe(fresh.inputs.transfersDigest);
  });

  it('tells of a monitored wallet that met a listed one, once, and no more when it is stopped', async () => {
    const alerts = await until('the monitor tells', async () => {
      const { body } = await service.call('GET', '/v1/alerts?kind=monitored-wallet-met-listed');
      return body.items[0] && body.items;
    });
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      severity: 'severe',
      subject: {
        type: 'wallet',
        id: `${anvil.chain}:${friend} ${anvil.chain}:${listedAddress}`,
      },
    });
    const { body: profile } = await service.call(
      'GET',
      `/v1/wallets/${anvil.chain}:${listedAddress}`,
    );
    expect(profile.screenings.map((one: { source: string }) => one.source)).toContain(
      'new_activity',
    );
    const path = `/v1/wallets/${anvil.chain}:${friend}/monitor`;
    const stopped = await service.call('POST', path, { active: false });
    expect(stopped.body.active).toBe(false);
    expect((await service.call('GET', '/v1/monitors')).body.items).toEqual([]);
    expect((await service.call('POST', path, { active: false })).status).toBe(404);
  });

  it('shows how the ingestion stands', async () => {
    const { body } = await service.call('GET', '/readyz');
    const check = body.checks.find((one: { name: string }) => one.name === `ingest ${anvil.chain}`);
    expect(check).toMatchObject({ ok: true, detail: '0 blocks behind' });
    const metrics = await fetch(`${service.url}/metrics`);
    expect(await metrics.text()).toContain(`wagetrace_ingest_lag_blocks{chain="${anvil.chain}"} 0`);
  });
});
