import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../src/accounts/account.ts';
import { positionBand, type Transfer } from '../../src/domain/transfer.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { sandboxChain, sandboxStablecoin } from '../../src/runtime/sandbox/sandbox-chain.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { type Publisher, startPublisher } from '../support/publisher.ts';
import { testRandom, testSeed } from '../support/random.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { sdnDocument } from '../support/sdn-document.ts';
import { until } from '../support/until.ts';

const seed = testSeed();
const random = testRandom(seed);
const chain = sandboxChain.chain.id;
const hexAddress = () =>
  `0x${Array.from({ length: 40 }, () => random.between(0, 15).toString(16)).join('')}`;
const [employer, payee, collector] = [hexAddress(), hexAddress(), hexAddress()];
const wage = BigInt(random.between(2_000, 9_000)) * 1_000_000n;
const kept = BigInt(random.between(1, 900)) * 1_000_000n;
const dayMs = 86_400_000;
const paidAt = new Date(Date.now() - 90 * dayMs);

const others = Array.from({ length: 12 }, (_, index) => ({
  uid: 100 + index,
  lastName: `LISTED ${index}`,
  wallets: [['ETH', hexAddress()]] as const,
}));
const added = { uid: 999, lastName: 'COLLECTOR', wallets: [['ETH', collector]] as const };

function transfer(height: number, from: string, to: string, amountBase: bigint): Transfer {
  return {
    chain,
    height,
    blockHash: '',
    time: new Date(paidAt.getTime() + height * 12_000).toISOString(),
    tx: `0x${height.toString(16).padStart(64, '0')}`,
    txIndex: 0,
    position: positionBand.log,
    from: readAccount(chain, from),
    to: readAccount(chain, to),
    asset: sandboxStablecoin.id,
    amountBase,
    kind: 'token',
  };
}

describe('a list that changes, end to end', () => {
  let publisher: Publisher;
  let service: RunningService;
  let core: Core;
  let payoutId = '';

  beforeAll(async () => {
    console.log(`list update: WAGETRACE_TEST_SEED=${seed}`);
    publisher = await startPublisher();
    publisher.publish(sdnDocument(others, { published: '2026-08-01' }));
    const config = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
    cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true });
    const list = `lists:\n  us-ofac-sdn: { required: true, refreshMinutes: 10000, url: "${publisher.url}" }\n  un-security-council: {}\n`;
    writeFileSync(join(config, 'lists.yml'), list);
    expect(readFileSync(join(config, 'lists.yml'), 'utf8')).toContain(publisher.url);
    service = await startService(config, undefined);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'test');
    core = await composeCore(
      { ...readSettings(service.environment, []), databaseUrl: service.databaseUrl },
      log,
    );
    const baseline = await core.sanctions.refresh('us-ofac-sdn', { acceptShrunk: true });
    expect(baseline.outcome).toBe('updated');
    await service.startWorker();
  });
  afterAll(async () => {
    await core?.close();
    await service?.stop();
    await publisher?.close();
  });

  const publish = async (document: Buffer) => {
    publisher.publish(document);
    const answer = await service.call('POST', '/v1/lists/us-ofac-sdn/refresh');
    expect(answer.status).toBe(202);
  };
  const payoutNow = async () => (await service.call('GET', `/v1/payouts/${payoutId}`)).body;
  const flowNow = async () =>
    (await service.call('GET', `/v1/flows/${(await payoutNow()).flowId}`)).body;

  it('pays and follows a wage that nobody has a word against', async () => {
    const [organisation] = (
      await core.database.system((tx) => tx.selectFrom('organisation').select('id').execute())
    ).map((row) => row.id);
    if (!organisation) throw new Error('no organisation');
    await core.flows.ledger.append({
      owner: { organisationId: organisation },
      transfers: [
        transfer(5, employer, payee, wage),
        transfer(9, payee, collector, wage - kept),
        transfer(12, collector, hexAddress(), (wage - kept) / 2n),
      ],
      events: [],
      coverage: [
        { chain, fromHeight: 0, toHeight: 100, source: 'test', readAt: paidAt.toISOString() },
      ],
    });
    const run = await service.call('POST', '/v1/pay-runs', {
      ref: 'three-months-ago',
      payouts: [
        {
          ref: 'wage',
          employerRef: 'acme',
          payeeRef: 'payee',
          payeeName: 'A Payee',
          wallet: { chain, address: payee },
          asset: 'sUSD',
          amount: String(wage / 1_000_000n),
        },
      ],
    });
    const [{ payout }] = run.body.payouts;
    expect(payout.decision).toBe('allow');
    payoutId = payout.id;
    const tx = `0x${(5).toString(16).padStart(64, '0')}`;
    await service.call('POST', `/v1/payouts/${payoutId}/settlement`, { chain, tx });
    await until('the wage is followed', async () =>
      (await payoutNow()).state === 'followed' ? true : undefined,
    );
    expect((await flowNow()).result.flag).toBeUndefined();
  });

  it('finds the past payout when a wallet in the middle of its flow is listed', async () => {
    const before = (await payoutNow()).flowId;
    await publish(sdnDocument([...others, added], { published: '2026-11-20' }));
    const flow = await until('a new flow is flagged', async () => {
      const found = await flowNow();
      return found.id !== before && found.state === 'traced' ? found : undefined;
    });
    expect(flow.result.flag).toBe('certain');
    const listed = flow.result.endpoints.find((end: { kind: string }) => end.kind === 'sanctioned');
    expect(listed.amountBase).toBe(String(wage - kept));
    expect(listed.matches[0].listing).toMatchObject({ uid: '999', published: '2026-11-20' });
    const alerts = await service.call('GET', '/v1/alerts?kind=flow-flagged');
    expect(alerts.body.items.map((alert: { subject: { id: string } }) => alert.subject.id)).toEqual(
      [flow.id],
    );
    const events = await core.database.system((tx) =>
      tx.selectFrom('domain_event').select(['type', 'subject_id']).execute(),
    );
    expect(events).toContainEqual({ type: 'flow.flagged', subject_id: flow.id });
    expect(events).toContainEqual({ type: 'list.updated', subject_id: 'us-ofac-sdn' });
    const old = await service.call('GET', `/v1/flows/${before}`);
    expect(old.body.result.flag).toBeUndefined();
  });

  it('blocks what is to be paid to it, and says who was paid when a payee is listed', async () => {
    const payeeEntry = { uid: 1000, lastName: 'PAYEE', wallets: [['ETH', payee]] as const };
    await publish(sdnDocument([...others, added, payeeEntry], { published: '2026-11-21' }));
    const [alert] = await until('the alert', async () => {
      const found = await service.call('GET', '/v1/alerts?kind=paid-wallet-listed');
      return found.body.items.length > 0 ? found.body.items : undefined;
    });
    expect(alert.title).toMatch(
      /^acme paid payee \d+ sUSD on .* (after|before) the listing of PAYEE/,
    );
    expect((await payoutNow()).decision).toBe('block');
  });

  it('shows both when it is delisted: the flow of then, and that nothing is listed now', async () => {
    await publish(sdnDocument(others, { published: '2026-11-22' }));
    const flow = await until('a flow without a flag', async () => {
      const found = await flowNow();
      return found.state === 'traced' && !found.result.flag ? found : undefined;
    });
    expect(flow.result.inputs.listVersions).toContainEqual(
      expect.objectContaining({ list: 'us-ofac-sdn', published: '2026-11-22' }),
    );
    const profile = await service.call(
      'GET',
      `/v1/wallets/${encodeURIComponent(`${chain}:${collector}`)}`,
    );
    expect(profile.body.listings).toHaveLength(1);
    expect(profile.body.listings[0].listing).toMatchObject({ uid: '999', until: '2026-11-22' });
    const changes = await service.call('GET', '/v1/lists/us-ofac-sdn/changes?limit=5000');
    const kinds = changes.body.items
      .filter((change: { accountKey?: string }) => change.accountKey === `evm:${collector}`)
      .map((change: { kind: string }) => change.kind);
    expect(kinds).toEqual(['added', 'removed']);
    const flagged = await service.call('GET', '/v1/flows?flagged=true');
    expect(flagged.body.items.length).toBeGreaterThan(0);
    for (const brief of flagged.body.items) {
      const { body: whole } = await service.call('GET', `/v1/flows/${brief.id}`);
      const { seed, flag, listedLowerBase, listedUpperBase, completeness, tracedAt, endpoints } =
        whole.result;
      const listed = endpoints.filter((end: { kind: string }) => end.kind === 'sanctioned');
      expect(listed.length).toBeGreaterThan(0);
      expect(brief.result).toEqual({
        ...{ seed, flag, listedLowerBase, listedUpperBase, completeness, tracedAt, listed },
        endpointCount: endpoints.length,
      });
    }
  });

  it('refuses a list that lost more than a fifth, and raises an alarm', async () => {
    await publish(sdnDocument(others.slice(0, 5), { published: '2026-11-23' }));
    await until('the alert', async () => {
      const found = await service.call('GET', '/v1/alerts?kind=list-refused');
      return found.body.items[0];
    });
    const lists = await service.call('GET', '/v1/lists');
    expect(lists.body.items[0].version.published).toBe('2026-11-22');
  });
});
