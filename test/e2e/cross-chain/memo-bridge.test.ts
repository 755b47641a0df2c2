import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available } from '../../support/availability.ts';
import { fifoOverAssets } from '../../support/conversion-model.ts';
import { testSeed } from '../../support/random.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';
import { verifyStored } from '../../support/verify-stored.ts';
import { listedAddress } from './cross-chain-world.ts';
import { type MemoWorld, makeMemoWorld } from './memo-world.ts';

const seed = testSeed();

describe.skipIf(!available('litecoind').ok)(
  'a wage that goes to Litecoin by a memo, and back',
  () => {
    let world: MemoWorld;
    let service: RunningService;

    beforeAll(async () => {
      console.log(`memo bridge: WAGETRACE_TEST_SEED=${seed}`);
      world = await makeMemoWorld(seed);
      service = await startService(world.configFolder, undefined);
      await service.startWorker();
    });
    afterAll(async () => {
      await service?.stop();
      await world?.stop();
    });

    it('is one flow over balances and coins, to a listed wallet, with the amounts of the model', async () => {
      const { anvil, settlementTx, steps, wage, txs } = world;
      const asked = await service.call('POST', '/v1/flows', {
        transaction: { chain: anvil.chain, tx: settlementTx },
      });
      const flow = await until('the wage is followed', async () => {
        const { body } = await service.call('GET', `/v1/flows/${asked.body.id}`);
        if (body.state === 'failed') throw new Error(JSON.stringify(body.failure));
        return body.state === 'traced' ? body : undefined;
      });
      type End = {
        kind: string;
        account: string;
        asset: string;
        amountBase: string;
        seedUnits: string;
      };
      const ends: End[] = flow.result.endpoints;
      const found = ends
        .filter(({ amountBase }) => amountBase !== '0')
        .map((end) => [end.kind === 'fee' ? 'fee' : end.account, end.asset, end.amountBase]);
      const held = [...fifoOverAssets(steps)].filter(([, units]) => units > 0);
      const expected = held.map(([pot, units]) => [...pot.split(' '), String(units)]);
      expect(found.sort()).toEqual(expected.sort());
      expect(ends.reduce((sum, end) => sum + Number(end.seedUnits), 0)).toBe(wage);
      expect(ends.find(({ kind }) => kind === 'sanctioned')?.account).toBe(
        `${anvil.chain}:${listedAddress}`,
      );
      expect(['attributed', 'certain']).toContain(flow.result.flag);
      expect(flow.result.completeness).toEqual({ state: 'complete', reasons: [] });
      const { body: evidence } = await service.call('GET', `/v1/flows/${flow.id}/evidence`);
      for (const tx of txs) expect(JSON.stringify(evidence.transfers)).toContain(tx);
      expect(await verifyStored(service, flow.id)).toEqual({
        id: flow.id,
        holds: true,
        discrepancies: [],
      });
    }, 150_000);
  },
);
