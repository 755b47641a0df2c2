import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { encodeHash } from '../../../src/ledger/postgres/hash-codec.ts';
import { verifyAnswer } from '../../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../../src/runtime/compose-core.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { available } from '../../support/availability.ts';
import { coinConfig } from '../../support/coin-config.ts';
import { fifoBySatoshi, type NodeTransaction } from '../../support/coin-model.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { coinAt, spendCoins } from '../../support/node-coins.ts';
import { testRandom, testSeed } from '../../support/random.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';

const seed = testSeed();
const random = testRandom(seed);
const coin = 100_000_000;
const wage = random.between(40_000_000, 90_000_000);
const othersWage = random.between(10_000_000, 30_000_000);
const strangers = random.between(20_000_000, 50_000_000);
const shopping = random.between(5_000_000, 20_000_000);
const steps = random.between(3, 5);
const feeEach = random.between(1_000, 50_000);

const decimal = (satoshi: number): string => (satoshi / coin).toFixed(8);

describe.skipIf(!available('litecoind').ok)('a wage in coin on a real node', () => {
  let node: Litecoind;
  let service: RunningService;
  let names = { worker: '', other: '', shop: '', listed: '', stranger: '' };
  let wageTx = '';
  let payoutId = '';
  let flag = '';
  let last: [tx: string, address: string] = ['', ''];
  const spends: string[] = [];

  beforeAll(async () => {
    console.log(`coin wages: WAGETRACE_TEST_SEED=${seed}`);
    node = await startLitecoind();
    await node.mine(101);
    names = {
      worker: await node.address('bech32'),
      other: await node.address('legacy'),
      shop: await node.address('legacy'),
      listed: await node.address('p2sh-segwit'),
      stranger: await node.address('bech32'),
    };
    service = await startService(coinConfig(node, names.listed), undefined);
    await service.startWorker();
    await service.call('POST', '/v1/lists/acme-own/refresh');
    await until('the list is loaded', async () => {
      const wallet = { chain: node.chain, address: names.listed };
      const { body } = await service.call('POST', '/v1/screenings', { wallet });
      return JSON.stringify(body).includes('list-missing') ? undefined : true;
    });
  });
  afterAll(async () => {
    await service?.stop();
    await node?.stop();
  });

  const decoded = async (tx: string): Promise<NodeTransaction> =>
    // CAST: the node's own answer.
    (await node.rpc('getrawtransaction', tx, true)) as NodeTransaction;

  const send = async (coins: [string, string][], outputs: Record<string, string>[]) => {
    const tx = await spendCoins(node, coins, outputs);
    spends.push(tx);
    return tx;
  };
  /** The wallet must not touch coins whose every satoshi the test decides over. */
  const lock = async (tx: string, address: string) =>
    await node.rpc('lockunspent', false, [await coinAt(node, [tx, address])]);

  const flowNow = async () => {
    const payout = await service.call('GET', `/v1/payouts/${payoutId}`);
    return (await service.call('GET', `/v1/flows/${payout.body.flowId}`)).body;
  };
  const verify = async (id: string) => {
    const settings = readSettings(service.environment, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    try {
      return await verifyAnswer(core, id);
    } finally {
      await core.close();
    }
  };

  it('is allowed like every other, and paid in a batch', async () => {
    const run = await service.call('POST', '/v1/pay-runs', {
      ref: 'june',
      payouts: [
        {
          ref: 'wage',
          employerRef: 'acme',
          payeeRef: 'worker',
          payeeName: 'A Worker',
          wallet: { chain: node.chain, address: names.worker },
          asset: 'LTC',
          amount: decimal(wage),
        },
      ],
    });
    expect(run.body.errors).toEqual([]);
    const [{ payout }] = run.body.payouts;
    expect(payout.decision).toBe('allow');
    payoutId = payout.id;
    wageTx = await node.pay({ [names.worker]: decimal(wage), [names.other]: decimal(othersWage) });
    await node.mine(1);
    await lock(wageTx, names.worker);
  });

  it('goes on through change, and is merged with a stranger’s coin into a listed account', async () => {
    last = [wageTx, names.worker];
    let rest = wage;
    for (let step = 0; step < steps; step += 1) {
      const paid = Math.floor(shopping / steps);
      const change = await node.address(step % 2 === 0 ? 'p2sh-segwit' : 'bech32');
      rest -= paid + feeEach;
      const tx = await send([last], [{ [names.shop]: decimal(paid) }, { [change]: decimal(rest) }]);
      await node.mine(1);
      await lock(tx, change);
      await lock(tx, names.shop);
      last = [tx, change];
    }
    const stranger = await node.pay({ [names.stranger]: decimal(strangers) });
    await node.mine(1);
    const back = await node.address('bech32');
    const toListed = rest - Math.floor(rest / 5);
    // What the stranger's coin could have paid alone is not proven to be the wage.
    flag = toListed > strangers ? 'certain' : 'attributed';
    await send(
      [last, [stranger, names.stranger]],
      [
        { [names.listed]: decimal(toListed) },
        { [back]: decimal(rest + strangers - toListed - feeEach) },
      ],
    );
    await node.mine(1);
  });

  it('is one flow to the listed account, satoshi for satoshi as the model has it', async () => {
    await service.call('POST', `/v1/payouts/${payoutId}/settlement`, {
      chain: node.chain,
      tx: wageTx,
    });
    await until('the wage is followed', async () => {
      const payout = await service.call('GET', `/v1/payouts/${payoutId}`);
      return payout.body.state === 'followed' ? true : undefined;
    });
    const flow = await flowNow();
    const model = await expectedEnds();
    const found = new Map<string, number>();
    for (const end of flow.result.endpoints) {
      if (end.amountBase === '0') continue;
      const name = end.kind === 'fee' ? 'fee' : end.account.split(':').at(-1);
      found.set(name, (found.get(name) ?? 0) + Number(end.amountBase));
    }
    expect(found).toEqual(model);
    expect(flow.result.flag).toBe(flag);
    expect(flow.result.completeness).toEqual({ state: 'complete', reasons: [] });
    const listed = flow.result.endpoints.find((end: { kind: string }) => end.kind === 'sanctioned');
    expect(listed.account).toBe(`${node.chain}:${names.listed}`);
    expect(listed.coins).toEqual([`${spends.at(-1)}:0`]);
    expect(listed.matches[0].listing.list).toBe('acme-own');
    const path = flow.result.paths.find((one: { to: string }) => one.to === listed.account);
    expect(path.hops.map((hop: { tx: string }) => hop.tx)).toEqual([wageTx, ...spends]);
    const peeled = spends.slice(0, -1);
    expect(flow.result.peelChains).toMatchObject([
      { length: steps, peels: peeled.map((tx) => ({ coin: `${tx}:0` })), cut: false },
    ]);
    const units = flow.result.endpoints.map((end: { seedUnits: string }) => Number(end.seedUnits));
    expect(units.reduce((sum: number, one: number) => sum + one, 0)).toBe(wage);
  });

  async function expectedEnds(): Promise<Map<string, number>> {
    const { vin, vout } = await decoded(wageTx);
    const coins = new Map<string, [number, boolean][]>();
    for (const [index, { value, scriptPubKey }] of vout.entries()) {
      const isWage = scriptPubKey.addresses?.[0] === names.worker;
      coins.set(`${wageTx}:${index}`, [[Math.round(value * coin), isWage]]);
    }
    expect(vin.length).toBeGreaterThan(0);
    const transactions = await Promise.all(spends.map(decoded));
    for (const { vin: inputs } of transactions) {
      for (const { txid, vout: index } of inputs) {
        const own = spends.includes(txid) || txid === wageTx;
        const value = (await decoded(txid)).vout[index]?.value ?? 0;
        if (!own) coins.set(`${txid}:${index}`, [[Math.round(value * coin), false]]);
      }
    }
    return fifoBySatoshi(transactions, coins);
  }

  it('gives the same seed units under every method, and what was lost is in the evidence', async () => {
    const asked = await service.call('POST', '/v1/flows', {
      transaction: { chain: node.chain, tx: wageTx, to: names.worker },
      method: 'tiho',
      methods: attributionMethods,
    });
    expect(asked.status).toBe(202);
    const flow = await until('the second flow is traced', async () => {
      const found = await service.call('GET', `/v1/flows/${asked.body.id}`);
      return ['traced', 'failed'].includes(found.body.state) ? found.body : undefined;
    });
    expect(flow.failure).toBeUndefined();
    for (const end of flow.result.endpoints) {
      expect(Object.keys(end.byMethod).sort()).toEqual([...attributionMethods].sort());
    }
    const evidence = await service.call('GET', `/v1/flows/${flow.id}/evidence`);
    expect(evidence.status).toBe(200);
    for (const { transfer, key } of evidence.body.transfers) {
      expect(transfer, key).toBeDefined();
      expect(key).toBe(`${transfer.chain}:${transfer.tx}:${transfer.position}`);
    }
  });

  it('is verified from stored coins, and an altered coin is named', async () => {
    // The list that was loaded at the start may have had it followed again meanwhile.
    const { id } = await until('the newest flow is traced', async () => {
      const flow = await flowNow();
      return flow.state === 'traced' ? flow : undefined;
    });
    expect(await verify(id)).toEqual({ id, holds: true, discrepancies: [] });
    const client = new pg.Client({ connectionString: service.databaseUrl });
    await client.connect();
    try {
      const tx = encodeHash(spends.at(-1) ?? '');
      const alter = `update utxo_output set amount_base = amount_base - $1 where tx = $2 and position = 0`;
      expect((await client.query(alter, [1, tx])).rowCount).toBe(1);
      const altered = await verify(id);
      expect(altered.holds).toBe(false);
      expect(altered.discrepancies).toContainEqual(
        expect.objectContaining({
          kind: 'transfer-altered',
          what: expect.stringContaining(spends.at(-1) ?? ''),
        }),
      );
      await client.query(alter, [-1, tx]);
    } finally {
      await client.end();
    }
    expect((await verify(id)).holds).toBe(true);
  });

  it('is withdrawn when its block is replaced, and its payout waits to be paid', async () => {
    // Less deep than what is called final: beyond that the chain would be halted instead.
    await node.reorg(spends.length + 4);
    await node.mine(1);
    const payout = await until('the payout knows', async () => {
      const found = await service.call('GET', `/v1/payouts/${payoutId}`);
      return found.body.settlement.state === 'withdrawn' ? found.body : undefined;
    });
    expect(payout.flowId).toBeUndefined();
    // A look may have had the wage followed again meanwhile: the newest flow is the one that fell.
    const alerts = await service.call('GET', '/v1/alerts?kind=payment-vanished');
    const states = await Promise.all(
      alerts.body.items.map(async ({ subject }: { subject: { id: string } }) => {
        return (await service.call('GET', `/v1/flows/${subject.id}`)).body.state;
      }),
    );
    expect(states.length).toBeGreaterThan(0);
    expect(new Set(states)).toEqual(new Set(['withdrawn']));
  }, 120_000);
});
