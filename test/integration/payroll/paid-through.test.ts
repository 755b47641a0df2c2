import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { confirmSettlement } from '../../../src/payroll/settlement.ts';
import { watchPayers } from '../../../src/payroll/watch-payers.ts';
import type { DeployedContract } from '../../support/anvil.ts';
import { followToEnd } from '../../support/follow-to-end.ts';
import { type PayrollWorld, startPayrollWorld } from '../../support/payroll-world.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const seed = testSeed();
const random = testRandom(seed);
const never = () => new AbortController().signal;

describe('wages that a contract hands on', () => {
  let world: PayrollWorld;
  let batch: DeployedContract;
  let lockup: DeployedContract;
  let invoices: DeployedContract;
  let exchanger: DeployedContract;

  beforeAll(async () => {
    console.log(`paid through: WAGETRACE_TEST_SEED=${seed}`);
    world = await startPayrollWorld(41_031);
    const { anvil, token, employer } = world;
    batch = await anvil.deploy('BatchPayer');
    lockup = await anvil.deploy('StreamLockup');
    invoices = await anvil.deploy('InvoicePayer');
    await token.call(employer, 'approve', [invoices.address, 10_000_000]);
    exchanger = await anvil.deploy('Exchanger');
    await token.call(anvil.accounts[0] ?? '', 'mint', [exchanger.address, 1_000_000]);
    await token.call(employer, 'approve', [batch.address, 10_000_000]);
    await token.call(employer, 'approve', [lockup.address, 10_000_000]);
  });
  afterAll(async () => await world?.stop());

  const announce = async (id: string, tx: string) => {
    const { anvil, service, core, organisationId } = world;
    await service.call('POST', `/v1/payouts/${id}/settlement`, { chain: anvil.chain, tx });
    await confirmSettlement(core.payroll, organisationId, id, { last: true, signal: never() });
  };

  it('are seen in a batch, each with the employer as its payer', async () => {
    const { token, service, core, organisationId, employer, workers, account, payout, read } =
      world;
    const [first = '', second = '', other = ''] = workers;
    const amounts = [random.between(3_000, 9_000), random.between(10_000, 19_000)];
    const ids = [
      await payout('one', first, amounts[0] ?? 0),
      await payout('two', second, amounts[1] ?? 0),
    ];
    const tx = await batch.call(employer, 'payToken', [
      token.address,
      [first, second, other],
      [...amounts, 77],
    ]);
    await watchPayers(core.payroll, never());
    for (const id of ids) {
      expect((await read(id)).settlement).toMatchObject({
        ...{ state: 'confirmed', source: 'watched', tx },
        payer: account(employer),
        via: [account(batch.address)],
      });
    }
    // What comes back to the employer is returned; the contract is nobody's payer.
    const back = random.between(1_500, amounts[0] ?? 0);
    await token.call(first, 'transfer', [employer, back]);
    const { flowId } = await read(ids[0] ?? '');
    await followToEnd(core, organisationId, flowId);
    const { body: flow } = await service.call('GET', `/v1/flows/${flowId}`);
    expect(flow.result.seed).toMatchObject({
      payer: account(employer),
      amountBase: String(amounts[0]),
    });
    const returned = flow.result.endpoints.find((end: { kind: string }) => end.kind === 'returned');
    expect(returned).toMatchObject({ account: account(employer), amountBase: String(back) });
  });

  it('are found when announced, in coin and although the watch has a part of the transaction', async () => {
    const { core, employer, workers, account, payout, read } = world;
    const worker = workers[3] ?? '';
    const value = random.between(1_000, 9_000);
    const tx = await batch.call(
      employer,
      'payNative',
      [
        [worker, workers[4] ?? ''],
        [value, 5],
      ],
      BigInt(value + 5),
    );
    // Nothing waits for it yet: the look at the payer leaves its own transfer in the ledger.
    await payout('waiting', workers[5] ?? '', 234_567);
    await watchPayers(core.payroll, never());
    const id = await payout('native', worker, value, 'ETH');
    await announce(id, tx);
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'caller', tx },
      payer: account(employer),
      via: [account(batch.address)],
    });
  });

  it('are seen when they come out of a stream that the employer opened', async () => {
    const { token, core, employer, workers, account, payout, read } = world;
    const worker = workers[6] ?? '';
    const amount = random.between(3_000, 9_000);
    const id = await payout('streamed', worker, amount);
    await lockup.call(employer, 'create', [9, token.address, worker, 50_000]);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toBeUndefined();
    const tx = await lockup.call(worker, 'withdraw', [9, token.address, worker, amount]);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx },
      payer: account(employer),
      via: [account(lockup.address)],
    });
  });

  it('are seen when the payout names the stream, whose opening nobody looked at', async () => {
    const { anvil, token, core, workers, account, payout, read } = world;
    const [deployer = ''] = anvil.accounts;
    const worker = workers[7] ?? '';
    const amount = random.between(3_000, 9_000);
    await token.call(deployer, 'mint', [deployer, 100_000]);
    await token.call(deployer, 'approve', [lockup.address, 100_000]);
    for (const id of [11, 12]) {
      await lockup.call(deployer, 'create', [id, token.address, worker, 50_000]);
    }
    // Of this employer no account is known to be paid from.
    const stream = { contract: lockup.address, id: '11' };
    const declared = { employerRef: 'treasury', stream };
    const id = await payout('named-stream', worker, amount, 'TUSD', declared);
    const withdraw = (stream: number) =>
      lockup.call(worker, 'withdraw', [stream, token.address, worker, amount]);
    await withdraw(12);
    await watchPayers(core.payroll, never());
    // Of the right amount, but out of another stream.
    expect((await read(id)).settlement).toBeUndefined();
    const tx = await withdraw(11);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx },
      ...{ payer: account(deployer), via: [account(lockup.address)] },
      stream: { contract: account(lockup.address), id: '11' },
    });
  });

  it('out of one stream settle one payout each, and the next is watched on', async () => {
    const { anvil, token, core, workers, payout, read } = world;
    const [deployer = ''] = anvil.accounts;
    const worker = workers[5] ?? '';
    const amount = random.between(3_000, 9_000);
    await token.call(deployer, 'mint', [deployer, 50_000]);
    await token.call(deployer, 'approve', [lockup.address, 50_000]);
    await lockup.call(deployer, 'create', [13, token.address, worker, 50_000]);
    const declared = { stream: { contract: lockup.address, id: '13' } };
    const ids = [
      await payout('monthly-1', worker, amount, 'TUSD', declared),
      await payout('monthly-2', worker, amount, 'TUSD', declared),
    ];
    const settled = async () => {
      await watchPayers(core.payroll, never());
      const settlements = await Promise.all(ids.map(async (id) => (await read(id)).settlement));
      return settlements.map((settlement) => settlement?.state).sort();
    };
    const withdraw = () => lockup.call(worker, 'withdraw', [13, token.address, worker, amount]);
    await withdraw();
    expect(await settled()).toEqual(['confirmed', undefined]);
    await withdraw();
    expect(await settled()).toEqual(['confirmed', 'confirmed']);
  });

  it('are seen out of a stream that the employer opened through a batch', async () => {
    const { anvil, token, core, employer, workers, account, payout, read } = world;
    const worker = workers[3] ?? '';
    const amount = random.between(3_000, 9_000);
    const batch = await anvil.deploy('StreamBatch');
    await token.call(employer, 'approve', [batch.address, 50_000]);
    const id = await payout('batch-stream', worker, amount);
    await batch.call(employer, 'create', [lockup.address, 21, token.address, worker, 50_000]);
    await watchPayers(core.payroll, never());
    const tx = await lockup.call(worker, 'withdraw', [21, token.address, worker, amount]);
    await watchPayers(core.payroll, never());
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx },
      payer: account(employer),
    });
  });

  it("are not the employer's because a contract says so that he paid nothing", async () => {
    const { anvil, token, core, employer, workers, payout, read } = world;
    const [deployer = ''] = anvil.accounts;
    const worker = workers[2] ?? '';
    const amounts = [random.between(3_000, 6_000), random.between(6_001, 9_000)];
    const liar = await anvil.deploy('LyingLockup', employer);
    await token.call(deployer, 'mint', [liar.address, 50_000]);
    const ids = [
      await payout('forged-1', worker, amounts[0] ?? 0),
      await payout('forged-2', worker, amounts[1] ?? 0),
    ];
    const withdraw = (amount = 0) =>
      liar.call(worker, 'withdraw', [1, token.address, worker, amount]);
    await announce(ids[0] ?? '', await withdraw(amounts[0]));
    // Whoever announces it says that this is the wage, and not who paid it.
    const { settlement } = await read(ids[0] ?? '');
    expect(settlement.state).toBe('confirmed');
    expect([settlement.payer, settlement.stream]).toEqual([undefined, undefined]);
    await withdraw(amounts[1]);
    await watchPayers(core.payroll, never());
    expect((await read(ids[1] ?? '')).settlement).toBeUndefined();
  });

  it('are found in the withdrawal alone when it is announced', async () => {
    const { core, token, employer, workers, account, payout, read } = world;
    const worker = workers[2] ?? '';
    const amount = random.between(3_000, 9_000);
    const other = await world.anvil.deploy('StreamLockup');
    await token.call(employer, 'approve', [other.address, 50_000]);
    await other.call(employer, 'create', [1, token.address, worker, 50_000]);
    // The employer's own history shows that he put something in, whatever for.
    await watchPayers(core.payroll, never());
    const tx = await other.call(worker, 'withdraw', [1, token.address, worker, amount]);
    const id = await payout('announced-stream', worker, amount);
    await announce(id, tx);
    expect((await read(id)).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'caller', tx },
      ...{ payer: account(employer), via: [account(other.address)] },
      stream: { contract: account(other.address), id: '1' },
    });
  });

  it('are what the payee received when the employer pays in another asset', async () => {
    const { anvil, token, core, service, organisationId, employer, workers } = world;
    const { account, payout, read } = world;
    const [first = '', second = ''] = [workers[4], workers[5]];
    const amounts = [3_000, random.between(3_001, 9_000)];
    const coins = random.between(100_000, 900_000);
    const ids = [
      await payout('exchanged-1', first, amounts[0] ?? 0),
      // Declared in what the employer gives: what the payee gets for it was not known before.
      await payout('exchanged-2', second, coins, 'ETH'),
    ];
    const buy = (to: readonly string[], values: readonly number[]) =>
      exchanger.call(employer, 'buyFor', [token.address, to, values], BigInt(coins));
    const both = await buy([first, workers[3] ?? ''], [amounts[0] ?? 0, (amounts[0] ?? 0) * 2]);
    const alone = await buy([second], [amounts[1] ?? 0]);
    await watchPayers(core.payroll, never());
    const native = core.catalogue.chain(anvil.chain)?.nativeAsset;
    expect((await read(ids[0] ?? '')).settlement).toMatchObject({
      ...{ state: 'confirmed', tx: both, payer: account(employer) },
      given: { asset: native, amountBase: String(Math.floor(coins / 3)) },
    });
    const { settlement, flowId } = await read(ids[1] ?? '');
    expect(settlement).toMatchObject({
      ...{ state: 'confirmed', tx: alone, payer: account(employer) },
      given: { asset: native, amountBase: String(coins) },
    });
    await followToEnd(core, organisationId, flowId);
    const { body: flow } = await service.call('GET', `/v1/flows/${flowId}`);
    expect(flow.result.seed).toMatchObject({
      ...{ payer: account(employer), payee: account(second), amountBase: String(amounts[1]) },
      asset: `${anvil.chain}/erc20:${token.address}`,
    });
  });

  it('are told apart by their references, though they are alike in all else', async () => {
    const { token, core, employer, workers, payout, read } = world;
    const worker = workers[1] ?? '';
    const amount = random.between(3_000, 9_000);
    const [first, second] = ['0x0011223344556677', '0x8899aabbccddeeff'];
    const ids = [
      await payout('invoice-1', worker, amount, 'TUSD', { paymentReference: first }),
      await payout('invoice-2', worker, amount, 'TUSD', { paymentReference: second }),
    ];
    const pay = (reference: string) =>
      invoices.call(employer, 'pay', [token.address, worker, amount, reference]);
    const later = await pay(second);
    await pay('0xdeadbeef');
    await watchPayers(core.payroll, never());
    // A payment with the reference of nobody is not the first one's, however well it fits.
    expect((await read(ids[0] ?? '')).settlement).toBeUndefined();
    expect((await read(ids[1] ?? '')).settlement).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx: later, paymentReference: second },
    });
    const tx = await pay(first);
    await announce(ids[0] ?? '', tx);
    expect(await read(ids[0] ?? '')).toMatchObject({
      paymentReference: first,
      settlement: { state: 'confirmed', source: 'caller', tx, paymentReference: first },
    });
  });

  it('in a transaction that nobody shows say so', async () => {
    const id = await world.payout('unseen', world.workers[0] ?? '', 2_346);
    await announce(id, `0x${'ab'.repeat(32)}`);
    const { settlement } = await world.read(id);
    expect(settlement).toMatchObject({ state: 'mismatch' });
    expect(settlement.note).toMatch(/^transaction-unseen: /);
  });

  it('with their reference on another amount are for a person to look at', async () => {
    const { token, core, employer, workers, payout, read } = world;
    const [worker = ''] = workers;
    const reference = '0x0123456789abcdef';
    const id = await payout('invoice-3', worker, 2_345, 'TUSD', { paymentReference: reference });
    await invoices.call(employer, 'pay', [token.address, worker, 2_344, reference]);
    await watchPayers(core.payroll, never());
    const { settlement } = await read(id);
    expect(settlement.state).toBe('mismatch');
    expect(settlement.note).toMatch(/reference/);
  });

  /** Transactions that a look at the payers asks the chain for. */
  const askedInLook = async (): Promise<string[]> => {
    const { anvil, core } = world;
    const source = core.catalogue.source(anvil.chain);
    if (!source) throw new Error('no source');
    const asking = vi.spyOn(source, 'transaction');
    await watchPayers(core.payroll, never());
    const asked = asking.mock.calls.map(([tx]) => tx);
    asking.mockRestore();
    return asked;
  };

  it('are read once, however often they are looked for', async () => {
    const { employer, token, workers, payout } = world;
    await payout('read-once', workers[3] ?? '', 8_765);
    const tx = await batch.call(employer, 'payToken', [token.address, [workers[4]], [321]]);
    expect(await askedInLook()).toEqual([tx]);
    expect(await askedInLook()).toEqual([]);
  });

  it('are not looked for in what comes out of a stream in a token that anybody can make', async () => {
    const { anvil, workers, payout } = world;
    const [deployer = ''] = anvil.accounts;
    const worker = workers[6] ?? '';
    const stream = { contract: lockup.address, id: '15' };
    await payout('forged-stream', worker, 4_444, 'TUSD', { stream });
    const forged = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    await forged.call(deployer, 'mint', [deployer, 50_000]);
    await forged.call(deployer, 'approve', [lockup.address, 50_000]);
    await lockup.call(deployer, 'create', [15, forged.address, worker, 50_000]);
    const tx = await lockup.call(worker, 'withdraw', [15, forged.address, worker, 4_444]);
    expect(await askedInLook()).not.toContain(tx);
  });
});
