import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmSettlement } from '../../../src/payroll/settlement.ts';
import { watchPayers } from '../../../src/payroll/watch-payers.ts';
import type { DeployedContract } from '../../support/anvil.ts';
import { followToEnd } from '../../support/follow-to-end.ts';
import { type PayrollWorld, startPayrollWorld } from '../../support/payroll-world.ts';
import { testRandom, testSeed } from '../../support/random.ts';
import { modelledShares, type StreamedStep } from '../../support/streamed-model.ts';
import { deploySuperfluid, type Superfluid } from '../../support/superfluid.ts';

const seed = testSeed();
const random = testRandom(seed);
const never = () => new AbortController().signal;
/** Base units of the super token in one of the token behind it, which has 6 decimals. */
const factor = 10n ** 12n;

describe('wages that Superfluid streams', () => {
  let world: PayrollWorld;
  let superfluid: Superfluid;
  /** Wraps the world's token. */
  let wrapped: DeployedContract;

  beforeAll(async () => {
    console.log(`superfluid wages: WAGETRACE_TEST_SEED=${seed}`);
    world = await startPayrollWorld(41_201, [], { largeContracts: true });
    const { anvil, token, employer } = world;
    superfluid = await deploySuperfluid(anvil);
    wrapped = await superfluid.wrap(token.address);
    await upgrade(employer, 2_000_000n);
  });
  afterAll(async () => await world?.stop());

  const upgrade = async (holder: string, amountBase: bigint) => {
    const { anvil, token } = world;
    await token.call(anvil.accounts[0] ?? '', 'mint', [holder, amountBase]);
    await token.call(holder, 'approve', [wrapped.address, amountBase]);
    await wrapped.call(holder, 'upgrade', [amountBase * factor]);
  };
  const timeOf = async (block = 'latest') =>
    Number(
      (await world.anvil.rpc<{ timestamp: string }>('eth_getBlockByNumber', block, false))
        .timestamp,
    );
  const pass = async (seconds: number) => {
    await world.anvil.rpc('evm_setNextBlockTimestamp', (await timeOf()) + seconds);
    await world.anvil.mine(1);
  };
  const rate = () => BigInt(random.between(2, 9)) * factor + BigInt(random.between(0, 999_999_999));
  const streamFrom = (sender: string) => ({ contract: wrapped.address, sender });
  const downgrade = (payee: string, amountBase: number | bigint) =>
    wrapped.call(payee, 'downgrade', [BigInt(amountBase) * factor]);
  const watch = async () => await watchPayers(world.core.payroll, never());
  const settlementOf = async (id: string) => (await world.read(id)).settlement;
  const announce = async (id: string, tx: string) => {
    const { anvil, service, core, organisationId } = world;
    await service.call('POST', `/v1/payouts/${id}/settlement`, { chain: anvil.chain, tx });
    await confirmSettlement(core.payroll, organisationId, id, { last: true, signal: never() });
  };

  it('are settled by what the payee takes out, and followed', async () => {
    const { core, service, organisationId, employer, workers, account, payout, token } = world;
    const [worker = '', landlord = '', stranger = ''] = [workers[0], workers[1], workers[14]];
    // Anybody may stream a trifle to anybody; it holds nothing up.
    await upgrade(stranger, 50_000n);
    await superfluid.stream(wrapped, stranger, worker, 1_000n);
    await pass(10);
    const declared = { stream: streamFrom(employer) };
    const ids = [
      await payout('streamed-1', worker, undefined, 'TUSD', declared),
      await payout('streamed-2', worker, undefined, 'TUSD', declared),
      await payout('streamed-3', worker, undefined, 'TUSD', declared),
    ];
    await superfluid.stream(wrapped, employer, worker, rate());
    await pass(random.between(2_000, 4_000));
    await superfluid.stream(wrapped, employer, worker, rate());
    await watch();
    expect(await settlementOf(ids[0] ?? '')).toBeUndefined();
    await pass(random.between(2_000, 4_000));
    const txs = [await downgrade(worker, random.between(1_000, 3_000))];
    await pass(random.between(2_000, 4_000));
    txs.push(await downgrade(worker, random.between(1_000, 3_000)));
    await watch();
    for (const [index, tx] of txs.entries()) {
      expect(await settlementOf(ids[index] ?? '')).toMatchObject({
        ...{ state: 'confirmed', source: 'watched', tx },
        ...{ payer: account(employer), via: [account(wrapped.address)] },
        stream: { contract: account(wrapped.address), sender: account(employer) },
      });
    }
    expect(await settlementOf(ids[2] ?? '')).toBeUndefined();
    const rent = random.between(100, 900);
    await token.call(worker, 'transfer', [landlord, rent]);
    const { flowId } = await world.read(ids[0] ?? '');
    await followToEnd(core, organisationId, flowId);
    const { body: flow } = await service.call('GET', `/v1/flows/${flowId}`);
    expect(flow.result.seed).toMatchObject({ payer: account(employer), payee: account(worker) });
    const ends = flow.result.endpoints.map((end: { account: string }) => end.account);
    expect(ends).toContain(account(landlord));
  });

  it('of several payers are told apart to the unit, and never taken for one of them', async () => {
    const { employer, workers, account, payout } = world;
    const [worker = '', second = '', friend = '', onward = ''] = workers.slice(2);
    await upgrade(second, 900_000n);
    await upgrade(friend, 50_000n);
    const steps: StreamedStep[] = [];
    const at = async () => ({ timeS: await timeOf() });
    const flow = async (payer: string, rateBase: bigint) => {
      await superfluid.stream(wrapped, payer, worker, rateBase);
      steps.push({ kind: 'rate', ...(await at()), payer: account(payer), rateBase });
    };
    await flow(employer, rate());
    await pass(random.between(500, 1_500));
    await flow(second, rate());
    await pass(random.between(500, 1_500));
    const gift = BigInt(random.between(100, 900)) * factor;
    await wrapped.call(friend, 'transfer', [worker, gift]);
    steps.push({ kind: 'income', ...(await at()), amountBase: gift });
    await pass(random.between(500, 1_500));
    const passedOn = BigInt(random.between(1, 9)) * factor;
    await superfluid.stream(wrapped, worker, onward, passedOn / 10n);
    steps.push({ kind: 'own-rate', ...(await at()), rateBase: passedOn / 10n });
    await pass(random.between(500, 1_500));
    await flow(employer, rate());
    const id = await payout('shared', worker, undefined, 'TUSD', { stream: streamFrom(employer) });
    await pass(random.between(500, 1_500));
    const amount = ((await superfluid.balanceOf(wrapped, worker)) * 9n) / 10n / factor;
    const tx = await downgrade(worker, amount);
    steps.push({ kind: 'debit', ...(await at()), amountBase: amount * factor });
    await watch();
    const [shares] = modelledShares(steps);
    const told = [account(employer), account(second)]
      .sort()
      .map((payer) => `${(shares?.get(payer) ?? 0n) / factor} by ${payer}`);
    const other = `${(shares?.get('') ?? 0n) / factor} by no stream`;
    expect(shares?.size).toBe(3);
    const settlement = await settlementOf(id);
    expect(settlement).toMatchObject({ state: 'mismatch', source: 'watched' });
    expect(settlement.note).toContain(`stream-shared: several paid`);
    expect(settlement.note).toContain(`: ${[...told, other].join(', ')}, in base units of`);
    // Whoever announces it says that it is the wage; the note stays.
    await announce(id, tx);
    const announced = await settlementOf(id);
    expect(announced).toMatchObject({ state: 'confirmed', source: 'caller', tx });
    expect([announced.payer, announced.stream]).toEqual([undefined, undefined]);
    expect(announced.note).toBe(settlement.note);
  });

  it('are watched for once the transaction that opened the stream is announced', async () => {
    const { employer, workers, account, payout } = world;
    const worker = workers[7] ?? '';
    const id = await payout('opened', worker, 5_555);
    const opened = await superfluid.stream(wrapped, employer, worker, rate());
    await announce(id, opened);
    expect(await settlementOf(id)).toMatchObject({
      ...{ state: 'streaming', tx: opened, note: expect.stringMatching(/^stream-opened: /) },
      stream: { contract: account(wrapped.address), sender: account(employer) },
    });
    await watch();
    expect((await settlementOf(id)).state).toBe('streaming');
    await pass(6_000);
    const tx = await downgrade(worker, 5_555);
    await watch();
    expect(await settlementOf(id)).toMatchObject({
      ...{ state: 'confirmed', source: 'watched', tx, payer: account(employer) },
    });
  });

  it('are told, once the stream was announced, where they are of another amount or of several', async () => {
    const { employer, workers, payout } = world;
    const [part = '', shared = ''] = [workers[16], workers[6]];
    const second = workers[3] ?? '';
    await upgrade(second, 60_000n);
    const slow = 2n * factor;
    const ids = [await payout('part', part, 5_000), await payout('of-two', shared, 5_000)];
    await announce(ids[0] ?? '', await superfluid.stream(wrapped, employer, part, slow));
    await pass(10);
    await announce(ids[1] ?? '', await superfluid.stream(wrapped, employer, shared, slow));
    await pass(10);
    await superfluid.stream(wrapped, second, shared, slow);
    await pass(4_000);
    await downgrade(part, 1_000);
    await downgrade(shared, 5_000);
    await watch();
    const settlements = [await settlementOf(ids[0] ?? ''), await settlementOf(ids[1] ?? '')];
    expect(settlements).toMatchObject([
      { state: 'mismatch', note: expect.stringMatching(/another wallet, asset or amount/) },
      { state: 'mismatch', note: expect.stringMatching(/^stream-shared: /) },
    ]);
  });

  it('of one payee say nothing of a payout to another in the same super token', async () => {
    const { employer, workers, payout } = world;
    const [waiting = '', paid = '', stranger = ''] = [workers[17], workers[1], workers[3]];
    const declared = { stream: streamFrom(employer) };
    const id = await payout('waiting', waiting, undefined, 'TUSD', declared);
    const other = await payout('paid', paid, undefined, 'TUSD', declared);
    await superfluid.stream(wrapped, employer, paid, 2n * factor);
    await pass(1_000);
    const txs = [await downgrade(paid, 100), await downgrade(paid, 200)];
    await watch();
    expect(await settlementOf(other)).toMatchObject({ state: 'confirmed', tx: txs[0] });
    expect(await settlementOf(id)).toBeUndefined();
    await payout('shared-too', paid, undefined, 'TUSD', declared);
    await superfluid.stream(wrapped, stranger, paid, 2n * factor);
    await pass(2_000);
    await downgrade(paid, 5_000);
    await watch();
    expect(await settlementOf(id)).toBeUndefined();
  });

  it('come out of the native coin too', async () => {
    const { anvil, employer, workers, account, payout } = world;
    const worker = workers[8] ?? '';
    const ether = await superfluid.wrapNative();
    await ether.call(employer, 'upgradeByETH', [], 10n ** 18n);
    const declared = { stream: { contract: ether.address, sender: employer } };
    const id = await payout('ether', worker, undefined, 'ETH', declared);
    await superfluid.stream(ether, employer, worker, 10n ** 12n);
    await pass(random.between(500, 1_500));
    const tx = await ether.call(worker, 'downgradeToETH', [10n ** 12n * 400n]);
    await watch();
    expect(await settlementOf(id)).toMatchObject({
      ...{ state: 'confirmed', tx, chain: anvil.chain, payer: account(employer) },
      stream: { contract: account(ether.address), sender: account(employer) },
    });
  });

  it('are not told where something else than streams and transfers changed the balance', async () => {
    const { employer, workers, payout } = world;
    const worker = workers[9] ?? '';
    const id = await payout('pooled', worker, undefined, 'TUSD', { stream: streamFrom(employer) });
    await superfluid.stream(wrapped, employer, worker, rate());
    await superfluid.distribute(wrapped, employer, worker, 77n * factor);
    await pass(1_000);
    const tx = await downgrade(worker, 1_500);
    await watch();
    const settlement = await settlementOf(id);
    expect(settlement.state).toBe('mismatch');
    expect(settlement.note).toMatch(/^stream-balance-unexplained: /);
    // A history that a provider cut looks the same: it is not for good.
    const { rows } = await world.core.flows.database.system((transaction) =>
      sql`select from taken_out where tx = ${tx}`.execute(transaction),
    );
    expect(rows).toEqual([]);
  });

  it('that the payee has paid to another are a payment of the payee', async () => {
    const { employer, workers, account, payout } = world;
    const [worker = '', other = ''] = workers.slice(10);
    const declared = { stream: streamFrom(employer) };
    const ids = [
      await payout('elsewhere', worker, undefined, 'TUSD', declared),
      await payout('from-worker', other, 1_500),
    ];
    await superfluid.stream(wrapped, employer, worker, rate());
    await pass(1_000);
    const tx = await wrapped.call(worker, 'downgradeTo', [other, 1_500n * factor]);
    await watch();
    expect(await settlementOf(ids[0] ?? '')).toBeUndefined();
    expect(await settlementOf(ids[1] ?? '')).toBeUndefined();
    await announce(ids[1] ?? '', tx);
    const { payer, state, stream, given } = await settlementOf(ids[1] ?? '');
    expect([state, payer, stream]).toEqual(['confirmed', account(worker), undefined]);
    expect(given.amountBase).toBe(String(1_500n * factor));
  });

  it('are not what a contract says that names an employer who paid nothing', async () => {
    const { anvil, token, employer, workers, payout } = world;
    const worker = workers[12] ?? '';
    const liar = await anvil.deploy('LyingSuperToken', employer);
    await token.call(anvil.accounts[0] ?? '', 'mint', [liar.address, 50_000]);
    const amount = random.between(3_000, 6_000);
    const ids = [await payout('lie-1', worker, amount), await payout('lie-2', worker, amount)];
    const opened = await liar.call(worker, 'open', [worker, 1_000_000]);
    const from = await timeOf();
    await liar.call(worker, 'close', [worker]);
    // Its own word for the balance agrees with its own word for the stream.
    const leaves = ((await timeOf()) - from) * 1_000_000 - amount;
    await announce(ids[0] ?? '', opened);
    const tx = await liar.call(worker, 'downgrade', [token.address, amount, leaves]);
    await watch();
    expect((await settlementOf(ids[0] ?? '')).state).toBe('streaming');
    expect(await settlementOf(ids[1] ?? '')).toBeUndefined();
    // Whoever announces it says that this is the wage, and not who paid it.
    await announce(ids[1] ?? '', tx);
    const { state, payer, stream } = await settlementOf(ids[1] ?? '');
    expect([state, payer, stream]).toEqual(['confirmed', undefined, undefined]);
  });

  it('are watched for where the transaction opened the declared stream among others', async () => {
    const { anvil, employer, workers, account, payout } = world;
    const worker = workers[15] ?? '';
    const tokens = [
      await anvil.deploy('LyingSuperToken', employer),
      await anvil.deploy('LyingSuperToken', employer),
    ];
    const [other, declared] = tokens.map(({ address }) => address);
    const stream = { contract: declared, sender: employer };
    const id = await payout('among-others', worker, undefined, 'TUSD', { stream });
    const opener = await anvil.deploy('StreamOpener');
    await announce(id, await opener.call(employer, 'open', [other, declared, worker, 1_000]));
    expect(await settlementOf(id)).toMatchObject({
      ...{ state: 'streaming', stream: { contract: account(declared ?? '') } },
    });
  });

  it('are taken back with their block', async () => {
    const { anvil, core, employer, workers, payout } = world;
    const worker = workers[13] ?? '';
    const id = await payout('replaced', worker, undefined, 'TUSD', {
      stream: streamFrom(employer),
    });
    await superfluid.stream(wrapped, employer, worker, rate());
    await pass(1_000);
    const snapshot = await anvil.rpc('evm_snapshot');
    const before = Number(await anvil.rpc<string>('eth_blockNumber'));
    await downgrade(worker, 900);
    await watch();
    expect((await settlementOf(id)).state).toBe('confirmed');
    const kept = async () => {
      const { rows } = await core.database.system((transaction) =>
        sql`select from taken_out where chain = ${anvil.chain} and height > ${before}`.execute(
          transaction,
        ),
      );
      return rows.length;
    };
    expect(await kept()).toBe(1);
    await anvil.rpc('evm_revert', snapshot);
    await core.flows.conversions.withdraw(anvil.chain, before);
    expect(await kept()).toBe(0);
  });
});
