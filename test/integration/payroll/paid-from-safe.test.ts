import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmSettlement } from '../../../src/payroll/settlement.ts';
import { watchPayers } from '../../../src/payroll/watch-payers.ts';
import type { DeployedContract } from '../../support/anvil.ts';
import { followToEnd } from '../../support/follow-to-end.ts';
import { type PayrollWorld, startPayrollWorld } from '../../support/payroll-world.ts';
import { testRandom, testSeed } from '../../support/random.ts';
import { deploySafe, type Safe } from '../../support/safe.ts';

const seed = testSeed();
const random = testRandom(seed);
const never = () => new AbortController().signal;

describe('wages that a Safe pays', () => {
  let world: PayrollWorld;
  let safe: Safe;
  let batch: DeployedContract;

  beforeAll(async () => {
    console.log(`paid from a Safe: WAGETRACE_TEST_SEED=${seed}`);
    world = await startPayrollWorld(41_033);
    const { anvil, token, service, employer, account } = world;
    batch = await anvil.deploy('BatchPayer');
    // The employer's wallet owns the Safe and signs for it; wages are paid from the Safe alone.
    safe = await deploySafe(anvil, employer);
    await token.call(employer, 'transfer', [safe.address, 5_000_000]);
    await anvil.send({ from: employer, to: safe.address, value: 5_000_000n });
    await service.call('PUT', '/v1/employers/acme', {
      name: 'Acme',
      payerAccounts: [account(safe.address)],
    });
  });
  afterAll(async () => await world?.stop());

  const tokenCall = (method: string, args: readonly unknown[]) => ({
    to: world.token.address,
    data: world.token.interface.encodeFunctionData(method, [...args]),
  });
  const announce = async (id: string, tx: string) => {
    const { anvil, service, core, organisationId } = world;
    await service.call('POST', `/v1/payouts/${id}/settlement`, { chain: anvil.chain, tx });
    await confirmSettlement(core.payroll, organisationId, id, { last: true, signal: never() });
  };

  /** Who paid it, as its flow says; the settlement names a payer where a contract stood between. */
  const payerOf = async (id: string) => {
    const { core, organisationId, service, read } = world;
    const { flowId, settlement } = await read(id);
    expect(settlement.via).toBeUndefined();
    await followToEnd(core, organisationId, flowId);
    return (await service.call('GET', `/v1/flows/${flowId}`)).body.result.seed.payer;
  };

  it('are seen in a MultiSend, each with the Safe as its payer and not the owner who sent it', async () => {
    const { core, workers, account, payout, read } = world;
    const [first = '', second = ''] = workers;
    const amounts = [random.between(3_000, 9_000), random.between(10_000, 19_000)];
    const ids = [
      await payout('one', first, amounts[0] ?? 0),
      await payout('two', second, amounts[1] ?? 0),
    ];
    const tx = await safe.multiSend([
      tokenCall('transfer', [first, amounts[0]]),
      tokenCall('transfer', [second, amounts[1]]),
    ]);
    await watchPayers(core.payroll, never());
    for (const id of ids) {
      const { settlement } = await read(id);
      expect(settlement).toMatchObject({ state: 'confirmed', source: 'watched', tx });
      expect(await payerOf(id)).toBe(account(safe.address));
    }
  });

  it('came back when they are sent to the Safe again', async () => {
    const { token, core, service, organisationId, workers, account, payout, read } = world;
    const worker = workers[7] ?? '';
    const amount = random.between(3_000, 9_000);
    const back = random.between(1_500, amount);
    const id = await payout('returned', worker, amount);
    await safe.multiSend([tokenCall('transfer', [worker, amount])]);
    await watchPayers(core.payroll, never());
    await token.call(worker, 'transfer', [safe.address, back]);
    const { flowId } = await read(id);
    await followToEnd(core, organisationId, flowId);
    const { body: flow } = await service.call('GET', `/v1/flows/${flowId}`);
    const returned = flow.result.endpoints.find((end: { kind: string }) => end.kind === 'returned');
    expect(returned).toMatchObject({ account: account(safe.address), amountBase: String(back) });
  });

  it('are seen in coin, which only the trace of the MultiSend shows', async () => {
    const { core, workers, account, payout, read } = world;
    const worker = workers[2] ?? '';
    const value = random.between(1_000, 9_000);
    const id = await payout('coin', worker, value, 'ETH');
    const tx = await safe.multiSend([
      { to: worker, value: BigInt(value) },
      { to: workers[3] ?? '', value: 5n },
    ]);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      state: 'confirmed',
      source: 'watched',
      tx,
    });
    expect(await payerOf(id)).toBe(account(safe.address));
  });

  it('are found when announced', async () => {
    const { workers, account, payout, read } = world;
    const worker = workers[4] ?? '';
    const amount = random.between(3_000, 9_000);
    const tx = await safe.multiSend([
      tokenCall('transfer', [worker, amount]),
      tokenCall('transfer', [workers[3] ?? '', 77]),
    ]);
    const id = await payout('announced', worker, amount);
    await announce(id, tx);
    expect((await read(id)).settlement).toMatchObject({ state: 'confirmed', source: 'caller', tx });
    expect(await payerOf(id)).toBe(account(safe.address));
  });

  it('are seen when the Safe has a batch payer hand them on', async () => {
    const { token, core, workers, account, payout, read } = world;
    const worker = workers[5] ?? '';
    const amount = random.between(3_000, 9_000);
    const id = await payout('batch', worker, amount);
    const wages = [token.address, [worker, workers[3] ?? ''], [amount, 88]];
    const tx = await safe.multiSend([
      tokenCall('approve', [batch.address, amount + 88]),
      { to: batch.address, data: batch.interface.encodeFunctionData('payToken', wages) },
    ]);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx },
      payer: account(safe.address),
      via: [account(batch.address)],
    });
  });

  it('are seen when the worker is paid into a Safe, which emits what it received', async () => {
    const { anvil, core, workers, account, payout, read } = world;
    const worker = await deploySafe(anvil, workers[6] ?? '');
    const value = random.between(1_000, 9_000);
    const id = await payout('into-safe', worker.address, value, 'ETH');
    const wages = [
      [worker.address, workers[3] ?? ''],
      [value, 5],
    ];
    const tx = await safe.execute({
      to: batch.address,
      value: BigInt(value + 5),
      data: batch.interface.encodeFunctionData('payNative', wages),
    });
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx },
      payer: account(safe.address),
      via: [account(batch.address)],
    });
  });
});
