import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAnswer } from '../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { testSeed } from '../support/random.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { until } from '../support/until.ts';
import { listedAddress, makeWorld, type SpineWorld } from './spine/spine-world.ts';

describe('exposure of a wallet on a real chain', () => {
  const seed = testSeed();
  let world: SpineWorld;
  let service: RunningService;

  beforeAll(async () => {
    console.log(`exposure: WAGETRACE_TEST_SEED=${seed}`);
    world = await makeWorld(seed);
    service = await startService(world.configFolder, undefined);
    await service.startWorker();
  });
  afterAll(async () => {
    await service?.stop();
    await world?.stop();
  });

  it('is asked for, read of the chain by a worker, shown on the page, and verified', async () => {
    const payee = world.payees.find(({ role }) => role === 'forwards');
    if (!payee) throw new Error('no such payee');
    const account = `${payee.anvil.chain}:${payee.address}`;
    const asked = await service.call('POST', `/v1/wallets/${account}/exposure`, { asset: 'TUSD' });
    expect([asked.status, asked.body.state]).toEqual([202, 'requested']);
    const found = await until('the exposure is answered', async () => {
      const { body } = await service.call('GET', `/v1/exposures/${asked.body.id}`);
      expect(body.failure).toBeUndefined();
      return body.state === 'answered' ? body.answer : undefined;
    });
    const [forward, backward] = found.directions;
    const [first, last] = [payee.payments[1], payee.payments.at(-1)];
    // The listed wallet got what the last of the path paid, all of it out of what the payee paid.
    expect(forward.totalBase).toBe(String(first?.amount));
    expect(forward.categories).toContainEqual({
      category: 'sanctioned',
      direct: { amountBase: '0', shareMillionths: 0 },
      indirect: {
        amountBase: String(last?.amount),
        shareMillionths: Math.floor(((last?.amount ?? 0) * 1_000_000) / (first?.amount ?? 1)),
      },
      leastHops: payee.pathTxs.length,
    });
    expect(forward.ends.some((end: { parties: string[] }) => end.parties.length > 0)).toBe(true);
    expect(backward.totalBase).toBe(String(payee.wage));
    expect(backward.categories).toMatchObject([
      { category: 'origin', indirect: { amountBase: String(payee.wage) }, leastHops: 2 },
    ]);

    const page = await service.call('GET', `/v1/wallets/${account}`);
    expect(page.body.exposures).toMatchObject([{ id: asked.body.id, state: 'answered' }]);
    expect(page.body.listings).toEqual([]);
    const listed = await service.call('GET', `/v1/wallets/${payee.anvil.chain}:${listedAddress}`);
    expect(listed.body.listingsNow[0].listing.party).toBe('Sim Hyon Sop');

    const settings = readSettings(service.environment, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    const verification = await verifyAnswer(core, asked.body.id);
    await core.close();
    expect(verification).toEqual({ id: asked.body.id, holds: true, discrepancies: [] });
  });

  it('shows whose a wallet is and who is or was paid there', async () => {
    const chain = world.chains[0].chain;
    const [old, now] = ['11', '22'].map((end) => `0x${end.padStart(40, '0')}`);
    await service.call('PUT', '/v1/employers/acme', { name: 'Acme' });
    for (const address of [old, now]) {
      const payee = { employerRef: 'acme', name: 'Alice', wallet: { chain, address } };
      expect((await service.call('PUT', '/v1/payees/alice', payee)).status).toBeLessThan(300);
    }
    const label = { account: `${chain}:${now}`, name: 'OTC desk', category: 'otc', source: 'us' };
    const claims = [{ ...label, confidence: 80, date: '2026-01-01', entity: 'desk' }];
    await service.call('POST', '/v1/labels', { labels: claims });
    const pageOf = async (address = '') =>
      (await service.call('GET', `/v1/wallets/${chain}:${address}`)).body;
    const alice = { ref: 'alice', employerRef: 'acme', name: 'Alice' };
    expect((await pageOf(old)).payees).toEqual([{ ...alice, current: false }]);
    const page = await pageOf(now);
    expect(page.payees).toEqual([{ ...alice, current: true }]);
    expect(page.labels.current).toMatchObject([{ name: 'OTC desk', entity: 'desk' }]);
    expect(page.verdict).toMatchObject({ kind: 'otc', source: 'label' });
  });
});
