import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testRandom, testSeed } from '../support/random.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';
import { makeWorld, type SpineWorld } from './spine/spine-world.ts';

const seed = testSeed();
const random = testRandom(seed);

/** Deeper than what is replaced: the replacement of final blocks is an alarm, and nothing goes. */
const confirmations = 6;

/** Depths of the replacement below the head, with the payment on or beneath what is replaced. */
describe.each([
  { depth: 1, vanishes: true },
  { depth: 5, vanishes: false },
])('a chain that replaces its newest $depth blocks', ({ depth, vanishes }) => {
  let world: SpineWorld;
  let service: RunningService;
  let payoutId = '';

  beforeAll(async () => {
    console.log(`reorg: WAGETRACE_TEST_SEED=${seed}`);
    world = await makeWorld(seed, confirmations);
    service = await startService(world.configFolder, undefined);
    await service.startWorker();
  });
  afterAll(async () => {
    await service?.stop();
    await world?.stop();
  });

  it(
    vanishes
      ? 'withdraws the flow of a payment that vanished'
      : 'follows a payment that stayed again',
    async () => {
      const [anvil] = world.chains;
      const address = anvil.accounts[12] ?? '';
      const value = BigInt(random.between(1_000, 9_000));
      const tx = await anvil.send({ from: world.employer, to: address, value });
      if (!vanishes) await anvil.mine(depth + 3);
      const run = await service.call('POST', '/v1/pay-runs', {
        ref: 'run',
        payouts: [
          {
            ref: 'wage',
            employerRef: 'acme',
            payeeRef: 'payee',
            payeeName: 'A Payee',
            wallet: { chain: anvil.chain, address },
            asset: 'ETH',
            amount: `0.${String(value).padStart(18, '0')}`,
          },
        ],
      });
      payoutId = run.body.payouts[0].payout.id;
      await service.call('POST', `/v1/payouts/${payoutId}/settlement`, { chain: anvil.chain, tx });
      const first = await until('the wage is followed', async () => {
        const payout = await service.call('GET', `/v1/payouts/${payoutId}`);
        return payout.body.state === 'followed' ? payout.body.flowId : undefined;
      });
      await anvil.reorg(depth);
      await anvil.mine(2);
      const withdrawn = await until('the flow is withdrawn', async () => {
        const flow = await service.call('GET', `/v1/flows/${first}`);
        return flow.body.state === 'withdrawn' ? flow.body : undefined;
      });
      expect(withdrawn.id).toBe(first);
      const payout = await until('the payout knows', async () => {
        const found = await service.call('GET', `/v1/payouts/${payoutId}`);
        return vanishes || found.body.state === 'followed' ? found.body : undefined;
      });
      const alerts = await service.call('GET', '/v1/alerts?kind=payment-vanished');
      if (vanishes) {
        expect(payout.settlement.state).toBe('withdrawn');
        expect(payout.flowId).toBeUndefined();
        expect(alerts.body.items[0].subject.id).toBe(first);
      } else {
        expect(payout.flowId).not.toBe(first);
        const again = await service.call('GET', `/v1/flows/${payout.flowId}`);
        expect(again.body.result.endpoints[0]).toMatchObject({
          kind: 'unspent',
          amountBase: String(value),
        });
        expect(alerts.body.items).toEqual([]);
      }
    },
  );
});
