import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.ts';
import { findApiKey } from '../../src/database/organisations.ts';
import { addressOf } from '../../src/domain/caip.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import { PostgresLedger } from '../../src/ledger/postgres/ledger.ts';
import { verifyAnswer } from '../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import {
  blocksOfDay,
  payment,
  worldAsset,
  worldChain,
  worldWallet,
} from '../support/flow-world.ts';
import { testRandom, testSeed } from '../support/random.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

/** Two paydays, and when they are in blocks. */
const paydays = [
  { ref: 'january', dueAt: '2026-01-31T09:00:00Z', height: 30 * blocksOfDay },
  { ref: 'february', dueAt: '2026-02-28T09:00:00Z', height: 58 * blocksOfDay },
] as const;
const lastHeight = 70 * blocksOfDay;
const employer = worldWallet(1);
const places = {
  collector: worldWallet(10),
  cash: worldWallet(11),
  exchange: worldWallet(12),
  savings: worldWallet(13),
  landlord: worldWallet(14),
  merchant: worldWallet(15),
};

interface Habit {
  readonly place: keyof typeof places;
  /** How much of a wage goes there, in percent, and whether through a wallet in between. */
  readonly percent: number;
  readonly through: boolean;
}

/** What each payee does with its wage; the others keep it. */
function habitOf(payee: number): Habit | undefined {
  if (payee < 6) return { place: 'collector', percent: 90, through: true };
  if (payee < 14) return { place: 'exchange', percent: 100, through: false };
  if (payee < 16) return { place: 'savings', percent: 80, through: false };
  if (payee < 20) return { place: 'landlord', percent: 40, through: false };
  if (payee < 24) return { place: 'merchant', percent: 90, through: false };
  return undefined;
}

const payees = 30;
const walletOf = (payee: number) => worldWallet(100 + payee);
const betweenOf = (payee: number) => worldWallet(200 + payee);

interface PayrollWorld {
  readonly transfers: readonly Transfer[];
  /** By payday and payee: what is paid and by which transaction. */
  readonly wages: ReadonlyMap<string, { readonly units: number; readonly tx: string }>;
  /** What of the wages of its feeders reached the collector, by the plan. */
  readonly collected: number;
}

function makePayroll(seed: number): PayrollWorld {
  const random = testRandom(seed);
  const transfers: Transfer[] = [payment(worldWallet(2), employer, 1_000_000, 1)];
  const wages = new Map<string, { units: number; tx: string }>();
  let collected = 0;
  for (const { ref, height } of paydays) {
    for (let payee = 0; payee < payees; payee += 1) {
      const units = random.between(3_000, 6_000);
      const wage = payment(employer, walletOf(payee), units, height + payee);
      wages.set(`${ref} ${payee}`, { units, tx: wage.tx });
      transfers.push(wage);
      const habit = habitOf(payee);
      if (!habit) continue;
      const part = Math.floor((units * habit.percent) / 100);
      const place = places[habit.place];
      const day = height + random.between(1, 3) * blocksOfDay;
      if (habit.through) {
        transfers.push(payment(walletOf(payee), betweenOf(payee), part, day));
        transfers.push(payment(betweenOf(payee), place, part, day + 50));
      } else transfers.push(payment(walletOf(payee), place, part, day));
      if (habit.place === 'collector') collected += part;
    }
    transfers.push(payment(places.collector, places.cash, 15_000, height + 5 * blocksOfDay));
  }
  // The others on the chain: traders among themselves, some of whom buy of the merchant.
  for (let trader = 0; trader < 2_000; trader += 1) {
    const at = random.between(28 * blocksOfDay, lastHeight - 1);
    transfers.push(payment(worldWallet(5_000 + trader), worldWallet(5_001 + trader), 80, at));
    if (trader % 5 === 0) {
      transfers.push(payment(worldWallet(5_000 + trader), places.merchant, 100, at + 1));
    }
  }
  return { transfers, wages, collected };
}

describe('convergence of wages', () => {
  const seed = testSeed();
  const world = makePayroll(seed);
  let service: RunningService;

  beforeAll(async () => {
    console.log(`convergence: WAGETRACE_TEST_SEED=${seed}`);
    service = await startService(join(import.meta.dirname, '../../config'), undefined);
    await importChain(service, world.transfers);
    const label = { name: 'An exchange', category: 'exchange', source: 'test' };
    const claims = [{ ...label, account: places.exchange, confidence: 90, date: '2026-01-01' }];
    expect((await service.call('POST', '/v1/labels', { labels: claims })).status).toBe(201);
    await service.startWorker();
    await runPayroll(service, world);
  });
  afterAll(async () => await service?.stop());

  const ask = async () => {
    const body = { chain: worldChain, asset: 'sUSD' };
    const asked = await service.call('POST', '/v1/convergence', body);
    expect([asked.status, asked.body.state]).toEqual([202, 'requested']);
    return await until('the look is over', async () => {
      const { body: row } = await service.call('GET', `/v1/convergence/${asked.body.id}`);
      expect(row.failure).toBeUndefined();
      return row.state === 'answered' ? row : undefined;
    });
  };

  it('is looked for by itself once the wages were followed', async () => {
    const [row] = await until('the look is over', async () => {
      const { body } = await service.call('GET', '/v1/convergence');
      return body.items[0]?.state === 'answered' ? body.items : undefined;
    });
    expect(row.answer.asset).toBe(worldAsset);
    const alerts = await service.call('GET', '/v1/alerts?kind=convergence');
    const subjects = alerts.body.items.map((one: { subject: { id: string } }) => one.subject.id);
    // It may have come before the last wage was followed; the collector is found below.
    for (const benign of ['exchange', 'savings', 'landlord', 'merchant'] as const) {
      expect(subjects).not.toContain(places[benign]);
    }
  });

  it('finds the collector that six unrelated payees feed, and none of the benign places', async () => {
    const { id, answer } = await ask();
    expect(answer.payees).toBe(payees);
    expect(answer.unjudged).toEqual([]);
    expect(answer.completeness).toEqual({ state: 'complete', reasons: [] });
    const since = world.transfers.filter(({ height }) => height >= paydays[0].height);
    const senders = new Set(since.map(({ from }) => from)).size;
    expect(answer.activeSenders).toEqual({ senders, coverage: 'whole-chain', truncated: false });
    const found = answer.found.map((one: { account: string }) => one.account);
    // The cash that the collector pays to is met by the same six, by less of their wages.
    expect(found).toContain(places.collector);
    for (const benign of ['exchange', 'savings', 'landlord', 'merchant'] as const) {
      expect(found).not.toContain(places[benign]);
    }
    const [first] = answer.found.filter(
      (one: { account: string }) => one.account === places.collector,
    );
    expect(first).toMatchObject({
      groups: 6,
      payees: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'],
      throughBase: String(world.collected * 1_000_000),
      incomeBase: String(world.collected * 1_000_000),
      incomeShareMillionths: 1_000_000,
      outsideSenders: 0,
      inferredService: false,
    });
    expect(first.eValue).toBeLessThan(1e-6);
    expect(first.payouts).toHaveLength(12);

    const alerts = await service.call('GET', '/v1/alerts?kind=convergence');
    const subjects = alerts.body.items.map((one: { subject: { id: string } }) => one.subject.id);
    expect(subjects).toContain(places.collector);
    expect(subjects).toHaveLength(found.length);

    const settings = readSettings(service.environment, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    const verification = await verifyAnswer(core, id);
    await core.close();
    expect(verification).toEqual({ id, holds: true, discrepancies: [] });
  });

  it('alarms once, however often it is looked', async () => {
    const before = await service.call('GET', '/v1/alerts?kind=convergence');
    await ask();
    const after = await service.call('GET', '/v1/alerts?kind=convergence');
    expect(after.body.items).toHaveLength(before.body.items.length);
    const page = await service.call('GET', '/v1/convergence');
    // One by itself, and two that were asked for.
    expect(page.body.items).toHaveLength(3);
  });

  it('says how many wages it knows nothing of, since where they went was not kept', async () => {
    const database = Database.open(service.databaseUrl, { max: 1 });
    await database.system((tx) =>
      sql`delete from flow_touched where flow_id in (
        select flow_id from flow_touched group by flow_id order by flow_id limit 3)`.execute(tx),
    );
    await database.close();
    const { answer } = await ask();
    expect(answer.completeness.reasons).toMatchObject([
      { code: 'wages-not-kept', message: expect.stringMatching(/^3 wages/) },
    ]);
  });
});

async function importChain(service: RunningService, transfers: readonly Transfer[]) {
  const database = Database.open(service.databaseUrl, { max: 2 });
  const sha256 = createHash('sha256').update(service.adminKey).digest();
  const organisationId = (await findApiKey(database, sha256))?.organisationId ?? '';
  const whole = { chain: worldChain, fromHeight: 0, toHeight: lastHeight, source: 'test' };
  await new PostgresLedger(database).append({
    owner: { organisationId },
    transfers,
    events: [],
    coverage: [{ ...whole, readAt: '2026-06-01T00:00:00Z' }],
  });
  await database.close();
}

/** Two pay runs, each payout settled by its transaction; waits until every wage was followed. */
async function runPayroll(service: RunningService, { wages }: PayrollWorld) {
  await service.call('PUT', '/v1/employers/acme', { name: 'Acme', payerAccounts: [employer] });
  for (const spouse of [14, 15]) {
    const household = createHash('sha256').update('one household').digest('hex');
    const payee = { employerRef: 'acme', name: `Payee ${spouse}` };
    const body = { ...payee, attributeHashes: { household } };
    expect((await service.call('PUT', `/v1/payees/p${spouse}`, body)).status).toBeLessThan(300);
  }
  const ids: string[] = [];
  for (const { ref, dueAt } of paydays) {
    const payouts = Array.from({ length: payees }, (_, payee) => ({
      ...{ ref: `${payee}`, employerRef: 'acme', payeeRef: `p${payee}`, dueAt },
      payeeName: `Payee ${payee}`,
      wallet: { chain: worldChain, address: addressOf(walletOf(payee)) },
      ...{ asset: 'sUSD', amount: String(wages.get(`${ref} ${payee}`)?.units) },
    }));
    const run = await service.call('POST', '/v1/pay-runs', { ref, payouts });
    expect([run.status, run.body.errors]).toEqual([201, []]);
    for (const { payout } of run.body.payouts) {
      const tx = wages.get(`${ref} ${payout.ref}`)?.tx;
      const settled = await service.call('POST', `/v1/payouts/${payout.id}/settlement`, {
        ...{ chain: worldChain, tx },
      });
      expect(settled.status).toBe(202);
      ids.push(payout.id);
    }
  }
  const waiting = new Set(ids);
  await until('all wages are followed', async () => {
    for (const id of waiting) {
      const { body } = await service.call('GET', `/v1/payouts/${id}`);
      if (body.state !== 'followed') return undefined;
      waiting.delete(id);
    }
    return true;
  });
}
