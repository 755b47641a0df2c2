import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAnswer } from '../../src/runtime/commands/verify-command.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { sandboxChain } from '../../src/runtime/sandbox/sandbox-chain.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { type Publisher, startPublisher } from '../support/publisher.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { type SdnEntry, sdnDocument } from '../support/sdn-document.ts';

const others: readonly SdnEntry[] = Array.from({ length: 12 }, (_, index) => ({
  uid: 100 + index,
  lastName: `LISTED ${index}`,
}));
const sim: SdnEntry = {
  uid: 999,
  lastName: 'SIM',
  firstName: 'Hyon Sop',
  type: 'Individual',
  citizenship: 'Korea, North',
  dateOfBirth: '25 Nov 1983',
};
const payee = { employerRef: 'acme', name: 'Hyon-Sop SIM', dateOfBirth: '1983-11-25' };

async function until<T>(what: string, check: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(150);
  }
}

describe('a name that is listed, end to end', () => {
  let publisher: Publisher;
  let service: RunningService;
  let core: Core;

  beforeAll(async () => {
    publisher = await startPublisher();
    publisher.publish(sdnDocument(others, { published: '2026-08-01' }));
    const config = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
    cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true });
    const list = `lists:\n  us-ofac-sdn: { required: true, refreshMinutes: 10000, url: "${publisher.url}" }\n  un-security-council: {}\n`;
    writeFileSync(join(config, 'lists.yml'), list);
    service = await startService(config, undefined);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'test');
    core = await composeCore(
      { ...readSettings(service.environment, []), databaseUrl: service.databaseUrl },
      log,
    );
    const baseline = await core.sanctions.refresh('us-ofac-sdn', { acceptShrunk: true });
    expect(baseline.outcome).toBe('updated');
    await service.startWorker();
    await service.call('PUT', '/v1/employers/acme', { name: 'Acme' });
    await until('the baseline is in force', async () => {
      const { body } = await service.call('POST', '/v1/screenings', { name: 'Hyon-Sop SIM' });
      return body.verdict.decision === 'allow' ? true : undefined;
    });
  });
  afterAll(async () => {
    await core?.close();
    await service?.stop();
    await publisher?.close();
  });

  const publish = async (entries: readonly SdnEntry[], published: string) => {
    publisher.publish(sdnDocument(entries, { published }));
    // The worker may be asking the publisher just now by itself.
    await until('the refresh is taken', async () => {
      const answer = await service.call('POST', '/v1/lists/us-ofac-sdn/refresh');
      return answer.status === 202 ? true : undefined;
    });
    await until('the version is in force', async () => {
      const { body } = await service.call('GET', '/v1/lists');
      return body.items[0].version.published === published ? true : undefined;
    });
  };
  const alerts = async () =>
    (await service.call('GET', '/v1/alerts?kind=payee-name-listed')).body.items;
  const payOne = async (ref: string, payeeRef = 'payee') => {
    const payout = {
      ref: 'wage',
      employerRef: 'acme',
      payeeRef,
      wallet: { account: `${sandboxChain.chain.id}:0x${'5a'.repeat(20)}` },
      asset: 'sUSD',
      amount: '1000',
    };
    const run = await service.call('POST', '/v1/pay-runs', { ref, payouts: [payout] });
    const [first] = run.body.payouts;
    const screening = await service.call('GET', `/v1/screenings/${first.payout.screeningId}`);
    const { decision, id } = first.payout;
    return { decision, payoutId: id, screening: screening.body };
  };

  it('pays a payee whose name nobody lists', async () => {
    const put = await service.call('PUT', '/v1/payees/payee', payee);
    expect(put.body.screening.verdict).toMatchObject({ decision: 'allow', rule: 'nothing-found' });
    expect((await payOne('august')).decision).toBe('allow');
    expect(await alerts()).toEqual([]);
  });

  it('raises one alert when a party of that name is listed, and holds the next wage for review', async () => {
    await publish([...others, sim], '2026-11-20');
    const [alert] = await until('the alert', async () => {
      const found = await alerts();
      return found.length > 0 ? found : undefined;
    });
    expect(alert.subject).toEqual({ type: 'payee', id: 'payee us-ofac-sdn:999' });
    const { decision, screening } = await until('the name is found', async () => {
      const made = await payOne(`november-${Date.now()}`);
      return made.screening.facts.names.matches.length > 0 ? made : undefined;
    });
    expect(decision).toBe('review');
    expect(screening.verdict.rule).toBe('name-match');
    const [match] = screening.facts.names.matches;
    expect(match).toMatchObject({ list: 'us-ofac-sdn', uid: '999' });
    expect(match.pieces).toContainEqual(expect.objectContaining({ kind: 'birth-date-agrees' }));
    expect(await verifyAnswer(core, screening.id)).toMatchObject({ holds: true });
  });

  it('does not ask again what an analyst found, until the party is changed', async () => {
    const before = await payOne('december-1');
    const finding = {
      payeeRef: 'payee',
      screeningId: before.screening.id,
      list: 'us-ofac-sdn',
      uid: '999',
      reason: 'The passport was seen: another place of birth',
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
    const made = await service.call('POST', '/v1/name-dismissals', finding);
    expect(made.status).toBe(201);
    const page = await service.call('GET', '/v1/name-dismissals?payeeRef=payee');
    expect(page.body.items.map((one: { id: string }) => one.id)).toEqual([made.body.id]);
    const after = await payOne('december-2');
    expect(after.decision).toBe('allow');
    expect(after.screening.facts.names.matches[0].dismissal.id).toBe(made.body.id);
    expect(await verifyAnswer(core, after.screening.id)).toMatchObject({ holds: true });

    await publish([...others, { ...sim, citizenship: 'China' }], '2026-11-21');
    await until('the question is open again', async () => {
      const again = await payOne(`december-${Date.now()}`);
      return again.screening.verdict.rule === 'name-match' ? true : undefined;
    });
    expect(await alerts()).toHaveLength(1);
  });

  it('blocks the payee and what is open when an analyst finds that it is the party', async () => {
    const open = await payOne('december-open');
    const made = await service.call('POST', '/v1/payee-findings', {
      kind: 'is-listed-party',
      payeeRef: 'payee',
      screeningId: open.screening.id,
      list: 'us-ofac-sdn',
      uid: '999',
      reason: 'Photograph and place of birth agree',
    });
    expect(made.status).toBe(201);
    const now = await payOne('december-blocked');
    expect(now.screening.verdict).toMatchObject({ decision: 'block', rule: 'floor' });
    expect(await verifyAnswer(core, now.screening.id)).toMatchObject({ holds: true });
    const blocked = await service.call('GET', `/v1/payouts/${open.payoutId}`);
    expect(blocked.body).toMatchObject({ state: 'blocked', decision: 'block' });
    expect(await verifyAnswer(core, blocked.body.screeningId)).toMatchObject({ holds: true });
  });

  it('finds nobody once the party is delisted, and says so of whom was found to be it', async () => {
    // A namesake whom nobody looked into yet.
    await service.call('PUT', '/v1/payees/namesake', { ...payee, dateOfBirth: undefined });
    const held = await payOne('held', 'namesake');
    expect(held.screening.verdict).toMatchObject({ decision: 'review', rule: 'name-match' });
    await publish(others, '2026-11-22');
    const delisted = await until('the alert of the delisting', async () => {
      const found = await service.call('GET', '/v1/alerts?kind=payee-party-delisted');
      return found.body.items[0];
    });
    expect(delisted.title).toContain('no longer lists');
    const released = await until('what the namesake was held for is gone', async () => {
      const { body } = await service.call('GET', `/v1/payouts/${held.payoutId}`);
      return body.screeningId === held.screening.id ? undefined : body;
    });
    expect(released.decision).toBe('allow');
    expect(await verifyAnswer(core, released.screeningId)).toMatchObject({ holds: true });
    await until('the name is free', async () => {
      const made = await payOne(`january-${Date.now()}`);
      return made.decision === 'allow' ? true : undefined;
    });
  });
});
