import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available } from '../../support/availability.ts';
import { coinConfig } from '../../support/coin-config.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { spendCoins } from '../../support/node-coins.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';

type End = { kind: string; account: string; amountBase: string };
const whirlpool = [{ protocol: 'whirlpool', rule: 'whirlpool-round' }];

/** Five coins of a hundredth go in and five come out, after Whirlpool's manner. */
describe.skipIf(!available('litecoind').ok)('a wage that goes through a mix', () => {
  let node: Litecoind;
  let service: RunningService;
  let [entrant, leaver, shop, wage, mix, paid] = ['', '', '', '', '', ''];

  beforeAll(async () => {
    node = await startLitecoind();
    await node.mine(101);
    const bech32 = () => Promise.all(Array.from({ length: 5 }, () => node.address('bech32')));
    const [before, after] = [await bech32(), await bech32()];
    [entrant = ''] = before;
    [leaver = ''] = after;
    shop = await node.address('legacy');
    wage = await node.pay(
      Object.fromEntries(before.map((to) => [to, to === entrant ? '0.01005' : '0.01'])),
    );
    await node.mine(1);
    mix = await spendCoins(
      node,
      before.map((from) => [wage, from] as const),
      after.map((to) => ({ [to]: '0.01' })),
    );
    await node.mine(1);
    paid = await spendCoins(node, [[mix, leaver]], [{ [shop]: '0.0099' }]);
    await node.mine(1);
    service = await startService(coinConfig(node, await node.address('legacy')), undefined);
    await service.startWorker();
  });
  afterAll(async () => {
    await service?.stop();
    await node?.stop();
  });

  async function endsOf(transaction: object, direction: string) {
    const asked = await service.call('POST', '/v1/flows', {
      transaction: { chain: node.chain, ...transaction },
      direction,
    });
    const flow = await until('the flow is traced', async () => {
      const { body } = await service.call('GET', `/v1/flows/${asked.body.id}`);
      return ['traced', 'failed'].includes(body.state) ? body : undefined;
    });
    return flow.result.endpoints.filter(({ amountBase }: End) => amountBase !== '0');
  }

  it('ends in front of it, behind so many others, by the rule that shows it', async () => {
    expect(await endsOf({ tx: wage, to: entrant }, 'forward')).toMatchObject([
      {
        ...{ kind: 'mixer', account: `${node.chain}:${entrant}`, amountBase: '1005000' },
        ...{ anonymitySet: 5, mixes: whirlpool },
      },
    ]);
  });

  it('is not found again from behind it: what comes out came from the mix, and from nobody', async () => {
    expect(await endsOf({ tx: paid, to: shop }, 'backward')).toMatchObject([
      { kind: 'mixer', account: `${node.chain}:${leaver}`, anonymitySet: 5, mixes: whirlpool },
    ]);
  });

  it('is exposure to a mixer of whoever takes it out', async () => {
    const account = encodeURIComponent(`${node.chain}:${leaver}`);
    const asked = await service.call('POST', `/v1/wallets/${account}/exposure`, { asset: 'LTC' });
    const { answer } = await until('the exposure is answered', async () => {
      const { body } = await service.call('GET', `/v1/exposures/${asked.body.id}`);
      return ['answered', 'failed'].includes(body.state) ? body : undefined;
    });
    const backward = answer.directions.find(
      ({ direction }: { direction: string }) => direction === 'backward',
    );
    expect(backward.categories).toMatchObject([
      { category: 'mixer', direct: { amountBase: '1000000', shareMillionths: 1_000_000 } },
    ]);
  });

  it('joins nobody: who went in and who came out are no cluster', async () => {
    for (const address of [entrant, leaver]) {
      const account = encodeURIComponent(`${node.chain}:${address}`);
      const found = await service.call('GET', `/v1/wallets/${account}/cluster`);
      expect(found.body.members ?? []).toHaveLength(found.status === 200 ? 1 : 0);
    }
  });
});
