import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAnswer } from '../../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../../src/runtime/compose-core.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { available } from '../../support/availability.ts';
import { coinConfig } from '../../support/coin-config.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { coinAt, type PaidTo, spendCoins } from '../../support/node-coins.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';

type End = { kind: string; account: string; amountBase: string };

describe.skipIf(!available('litecoind').ok)('wages that are paid into an exchange in coin', () => {
  let node: Litecoind;
  let service: RunningService;
  let names: Record<'hot' | 'deposit' | 'other' | 'saver' | 'savings', string>;
  let wages = '';

  beforeAll(async () => {
    node = await startLitecoind();
    await node.mine(101);
    const made = await Promise.all(Array.from({ length: 5 }, () => node.address('bech32')));
    const [hot = '', deposit = '', other = '', saver = '', savings = ''] = made;
    names = { hot, deposit, other, saver, savings };
    service = await startService(coinConfig(node, await node.address('legacy')), undefined);
    await service.startWorker();
    const label = { name: 'Exchange hot wallet', category: 'exchange', source: 'test' };
    const labels = [
      { ...label, account: `${node.chain}:${hot}`, confidence: 90, date: '2026-01-01' },
    ];
    expect((await service.call('POST', '/v1/labels', { labels })).body.added).toBe(1);
    wages = await node.pay({ [deposit]: '1.0', [other]: '0.4', [saver]: '0.7' });
    await node.mine(1);
    await spend([[wages, other] as const, [wages, deposit] as const], { [hot]: '1.3999' });
    await spend([[wages, saver]], { [savings]: '0.6999' });
    const second = await node.pay({ [deposit]: '0.2', [saver]: '0.3' });
    await node.mine(1);
    await spend([[second, deposit]], { [hot]: '0.1999' });
    await spend([[second, saver]], { [savings]: '0.2999' });
  });
  afterAll(async () => {
    await service?.stop();
    await node?.stop();
  });

  async function spend(coins: readonly PaidTo[], outputs: Record<string, string>): Promise<void> {
    const tx = await spendCoins(node, coins, [outputs]);
    await node.mine(1);
    // The node's own wallet must not pay with them.
    const made = await Promise.all(Object.keys(outputs).map((to) => coinAt(node, [tx, to])));
    await node.rpc('lockunspent', false, made);
  }

  async function followed(tx: string, to: string) {
    const asked = await service.call('POST', '/v1/flows', {
      transaction: { chain: node.chain, tx, to },
    });
    return await until('the flow is traced', async () => {
      const { body } = await service.call('GET', `/v1/flows/${asked.body.id}`);
      return ['traced', 'failed'].includes(body.state) ? body : undefined;
    });
  }
  const endsOf = (flow: { result: { endpoints: End[] } }) =>
    flow.result.endpoints
      .filter(({ amountBase }) => amountBase !== '0')
      .map(({ kind, account }) => [kind, account.split(':').at(-1)]);

  it('end at the address that sweeps to it again and again, which is kept as its own', async () => {
    const flow = await followed(wages, names.deposit);
    expect(endsOf(flow)).toEqual([['service', names.deposit]]);
    expect(flow.result.inputs.serviceVerdicts).toContainEqual(
      expect.objectContaining({
        account: `${node.chain}:${names.deposit}`,
        kind: 'exchange-deposit',
        source: 'inferred',
        evidence: expect.stringContaining(`swept 2 times whole to ${node.chain}:${names.hot}`),
      }),
    );
    const settings = readSettings(service.environment, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    const verified = await verifyAnswer(core, flow.id).finally(() => core.close());
    expect(verified).toEqual({ id: flow.id, holds: true, discrepancies: [] });
  });

  it('go on where somebody gathers coins in a wallet that is no exchange', async () => {
    const ends = endsOf(await followed(wages, names.saver));
    expect(ends.sort()).toEqual([
      ['fee', expect.any(String)],
      ['unspent', names.savings],
    ]);
  });
});
