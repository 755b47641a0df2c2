import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAnswer } from '../../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../../src/runtime/compose-core.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { fifoByUnits } from '../../support/fifo-model.ts';
import { testSeed } from '../../support/random.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';
import { listedAddress, makeWorld, type SpineWorld, type WorldPayee } from './spine-world.ts';

const followTimeoutMs = 150_000;

/** From a pay run to flagged flows on two real chains, on one queue backend. */
export function spineSuite(
  backend: 'postgres' | 'redis',
  redisUrl: () => Promise<string | undefined>,
) {
  const seed = testSeed();
  let world: SpineWorld;
  let service: RunningService;
  const payoutIds = new Map<string, string>();

  const roleOf = (role: WorldPayee['role']): WorldPayee => {
    const found = world.payees.find((payee) => payee.role === role);
    if (!found) throw new Error(`no payee that ${role}`);
    return found;
  };
  const flowOf = async (role: WorldPayee['role']) => {
    const payout = await service.call('GET', `/v1/payouts/${payoutIds.get(role)}`);
    return (await service.call('GET', `/v1/flows/${payout.body.flowId}`)).body;
  };
  const database = async <T>(run: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: service.databaseUrl });
    await client.connect();
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  };
  const verify = async (id: string) => {
    const settings = readSettings({ ...service.environment, REDIS_URL: '' }, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    try {
      return await verifyAnswer(core, id);
    } finally {
      await core.close();
    }
  };

  beforeAll(async () => {
    console.log(`spine on ${backend}: WAGETRACE_TEST_SEED=${seed}`);
    world = await makeWorld(seed);
    service = await startService(world.configFolder, await redisUrl());
  });
  afterAll(async () => {
    await service?.stop();
    await world?.stop();
  });

  it('decides each payout of the run at once', async () => {
    const payouts = world.payees.map(({ role, anvil, address, wage }) => ({
      ref: role,
      employerRef: 'acme',
      payeeRef: `payee-${role}`,
      payeeName: `Payee ${role}`,
      wallet: { chain: anvil.chain, address },
      asset: 'TUSD',
      amount: `0.${String(wage).padStart(6, '0')}`,
    }));
    const listed = {
      ...payouts[0],
      ref: 'listed',
      payeeRef: 'payee-listed',
      wallet: { chain: world.chains[0].chain, address: listedAddress },
    };
    const run = await service.call('POST', '/v1/pay-runs', {
      ref: 'run-1',
      payouts: [...payouts, listed],
    });
    expect(run.status).toBe(201);
    expect(run.body.errors).toEqual([]);
    for (const { payout, screening } of run.body.payouts) {
      payoutIds.set(payout.ref, payout.id);
      const blocked = payout.ref === 'listed';
      expect([payout.ref, payout.decision]).toEqual([payout.ref, blocked ? 'block' : 'allow']);
      expect(screening.facts.listVersions).toContainEqual(
        expect.objectContaining({ list: 'us-ofac-sdn', published: '2025-11-27' }),
      );
    }
  });

  it(
    'follows every settled payout although a worker is killed in the middle',
    async () => {
      const killed = await service.startWorker();
      for (const { role, anvil, settlementTx } of world.payees) {
        const answer = await service.call('POST', `/v1/payouts/${payoutIds.get(role)}/settlement`, {
          chain: anvil.chain,
          tx: settlementTx,
        });
        expect(answer.status).toBe(202);
      }
      await until('a reading has begun', async () => {
        const { rows } = await database((client) => client.query('select 1 from reading limit 1'));
        return rows[0];
      });
      killed.kill('SIGKILL');
      await service.startWorker();
      for (const { role } of world.payees) {
        const state = await until(`${role} is followed`, async () => {
          const payout = await service.call('GET', `/v1/payouts/${payoutIds.get(role)}`);
          return payout.body.state === 'followed' ? payout.body.state : undefined;
        });
        expect(state).toBe('followed');
      }
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      const jobs = metrics
        .split('\n')
        .filter((line) => /^wagetrace_jobs.*(completed|failed)/.test(line));
      console.log(`spine on ${backend}:\n${jobs.join('\n')}`);
      expect(metrics).toMatch(/wagetrace_jobs\{queue="follow",state="completed"\} [4-9]/);
    },
    followTimeoutMs,
  );

  it.each(['forwards', 'splits'] as const)(
    'flags the wage that %s, with the amounts of the model',
    async (role) => {
      const payee = roleOf(role);
      const flow = await flowOf(role);
      const model = fifoByUnits(payee.payments);
      expect(['attributed', 'certain']).toContain(flow.result.flag);
      const listed = flow.result.endpoints.filter(
        (end: { kind: string }) => end.kind === 'sanctioned',
      );
      expect(listed).toHaveLength(1);
      expect(listed[0].account).toBe(`${payee.anvil.chain}:${listedAddress}`);
      expect(listed[0].amountBase).toBe(String(model.get(listedAddress)));
      expect(listed[0].matches[0].listing.party).toBe('Sim Hyon Sop');
      const path = flow.result.paths.find((one: { to: string }) => one.to === listed[0].account);
      expect(
        path.hops
          .map((hop: { tx: string }) => hop.tx)
          .filter((tx: string) => tx !== payee.settlementTx),
      ).toEqual(payee.pathTxs);
      expect(flow.result.completeness).toEqual({ state: 'complete', reasons: [] });
    },
  );

  it('does not flag the wage that is kept', async () => {
    const flow = await flowOf('keeps');
    const payee = roleOf('keeps');
    expect(flow.result.flag).toBeUndefined();
    expect(flow.result.endpoints).toMatchObject([
      {
        kind: 'unspent',
        amountBase: String(payee.wage),
        account: `${payee.anvil.chain}:${payee.address}`,
      },
    ]);
  });

  it('calls the wage behind an older balance possible, with nothing by fifo', async () => {
    const payee = roleOf('floats');
    const flow = await flowOf('floats');
    expect(fifoByUnits(payee.payments).get(listedAddress)).toBe(0);
    expect(flow.result.flag).toBe('possible');
    const listed = flow.result.endpoints.find((end: { kind: string }) => end.kind === 'sanctioned');
    expect(listed.amountBase).toBe('0');
    expect(flow.result.listedUpperBase).toBe(String(payee.wage));
    expect(flow.result.listedLowerBase).toBe('0');
  });

  it('raises one alert for each flagged flow, and streams the progress', async () => {
    const alerts = await service.call('GET', '/v1/alerts?kind=flow-flagged');
    const flagged = await Promise.all((['forwards', 'splits', 'floats'] as const).map(flowOf));
    expect(
      alerts.body.items.map((alert: { subject: { id: string } }) => alert.subject.id).sort(),
    ).toEqual(flagged.map((flow) => flow.id).sort());
    const events = await fetch(`${service.url}/v1/flows/${flagged[0].id}/events`, {
      headers: { authorization: `Bearer ${service.adminKey}` },
    });
    const text = await events.text();
    expect(text).toContain('event: reading');
    expect(text).toContain('event: traced');
  });

  it('verifies every flow, and names what was altered', async () => {
    const flow = await flowOf('forwards');
    for (const { role } of world.payees) {
      const { id } = await flowOf(role);
      expect(await verify(id)).toEqual({ id, holds: true, discrepancies: [] });
    }
    const height = flow.result.paths[0].hops.at(-1).height;
    const alter = (by: number) =>
      database((client) =>
        client.query(
          `update transfer set amount_base = amount_base + $1 where height = $2
             and chain_id = (select id from ledger_name where name = $3) and kind = 'token'`,
          [by, height, roleOf('forwards').anvil.chain],
        ),
      );
    await alter(-1);
    const altered = await verify(flow.id);
    expect(altered.holds).toBe(false);
    expect(altered.discrepancies).toContainEqual(
      expect.objectContaining({
        kind: 'transfer-altered',
        what: expect.stringContaining(roleOf('forwards').pathTxs.at(-1) ?? ''),
      }),
    );
    await alter(1);
    expect((await verify(flow.id)).holds).toBe(true);

    const rename = (from: string, to: string) =>
      database((client) =>
        client.query('update listing set party = $2 where party = $1', [from, to]),
      );
    await rename('Sim Hyon Sop', 'Nobody');
    expect((await verify(flow.id)).discrepancies).toContainEqual(
      expect.objectContaining({ kind: 'listing', what: expect.stringContaining(listedAddress) }),
    );
    await rename('Nobody', 'Sim Hyon Sop');

    await database((client) =>
      client.query(
        `update flow set result = jsonb_set(result, '{endpoints,0,amountBase}', '"1"') where id = $1`,
        [flow.id],
      ),
    );
    const amount = await verify(flow.id);
    expect(amount.holds).toBe(false);
    expect(amount.discrepancies[0]).toMatchObject({ kind: 'endpoint' });
  });

  it('reads nothing twice', async () => {
    const payee = roleOf('forwards');
    const before = await database((client) => client.query('select count(*) from reading'));
    const again = await service.call('POST', '/v1/flows', {
      transaction: { chain: payee.anvil.chain, tx: payee.settlementTx },
    });
    const done = await until('the second flow is traced', async () => {
      const flow = await service.call('GET', `/v1/flows/${again.body.id}`);
      return flow.body.state === 'traced' ? flow.body : undefined;
    });
    const first = await flowOf('forwards');
    expect(
      done.result.endpoints.map((end: { amountBase: string }) => end.amountBase).sort(),
    ).not.toEqual([]);
    expect(done.result.listedUpperBase).toBe(first.result.listedUpperBase);
    const after = await database((client) => client.query('select count(*) from reading'));
    expect(after.rows[0].count).toBe(before.rows[0].count);
  });

  it('finds by itself what an employer paid, and cannot tell equal payments apart', async () => {
    const [anvil] = world.chains;
    await anvil.rpc('evm_setNextBlockTimestamp', Math.floor(Date.now() / 1_000));
    const payer = `${anvil.chain}:${world.employer}`;
    await service.call('PUT', '/v1/employers/watched', { name: 'Watched', payerAccounts: [payer] });
    const payout = (ref: string, address: string) => ({
      ref,
      employerRef: 'watched',
      payeeRef: ref,
      payeeName: ref,
      wallet: { chain: anvil.chain, address },
      asset: 'ETH',
      amount: '0.000000000000007777',
    });
    const [one = '', two = ''] = anvil.accounts.slice(15, 17);
    const run = await service.call('POST', '/v1/pay-runs', {
      ref: 'run-watched',
      payouts: [payout('single', one), payout('twin-a', two), payout('twin-b', two)],
    });
    for (const to of [one, two]) await anvil.send({ from: world.employer, to, value: 7_777n });
    const [single, twinA] = run.body.payouts.map(
      (row: { payout: { id: string } }) => row.payout.id,
    );
    const settled = await until('the single payout is settled', async () => {
      const found = await service.call('GET', `/v1/payouts/${single}`);
      return found.body.settlement?.state === 'confirmed' ? found.body : undefined;
    });
    expect(settled.settlement.source).toBe('watched');
    const twin = await until('the twins are ambiguous', async () => {
      const found = await service.call('GET', `/v1/payouts/${twinA}`);
      return found.body.settlement?.state;
    });
    expect(twin).toBe('ambiguous');
  });
}
