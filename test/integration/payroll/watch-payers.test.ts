import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WagetraceError } from '../../../src/domain/errors.ts';
import { watchPayers } from '../../../src/payroll/watch-payers.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import { type PayrollWorld, startPayrollWorld } from '../../support/payroll-world.ts';
import { scriptedChain, scriptedSource } from '../../support/scripted-source.ts';

const never = () => new AbortController().signal;

describe('watching the wallets that employers pay from', () => {
  let world: PayrollWorld;

  beforeAll(async () => {
    // Looked at first: its chain never answers.
    world = await startPayrollWorld(41_032, [`${scriptedChain}:0x${'d'.repeat(40)}`]);
  });
  afterAll(async () => await world?.stop());

  /** The world's chain, and one whose provider is down. */
  const withDeadChain = (): ChainCatalogue => {
    const { catalogue } = world.core;
    const dead = scriptedSource('dead');
    const error = new WagetraceError('source.unavailable', 'down', { retryable: true });
    dead.errors.push({ atHeight: 100, error });
    return {
      chains: () => catalogue.chains(),
      chain: (id) => catalogue.chain(id),
      source: (id) => (id === scriptedChain ? dead : catalogue.source(id)),
      asset: (chain, symbol) => catalogue.asset(chain, symbol),
      tracing: (id) => catalogue.tracing(id),
    };
  };

  it('settles what was paid on one chain although another does not answer, and says so', async () => {
    const { core, token, employer, workers, payout, read } = world;
    const id = await payout('live', workers[0] ?? '', 4_321);
    const tx = await token.call(employer, 'transfer', [workers[0], 4_321]);
    const context = { ...core.payroll, chains: withDeadChain() };
    await expect(watchPayers(context, never())).rejects.toMatchObject({
      code: 'source.unavailable',
    });
    expect((await read(id)).settlement).toMatchObject({ state: 'confirmed', tx });
  });

  it('goes on watching a payout whose only fitting payment had settled another', async () => {
    const { core, token, employer, workers, payout, read } = world;
    const watch = () =>
      watchPayers({ ...core.payroll, chains: withDeadChain() }, never()).catch(() => undefined);
    const january = await payout('january', workers[1] ?? '', 7_777);
    await token.call(employer, 'transfer', [workers[1], 7_777]);
    await watch();
    expect((await read(january)).settlement.state).toBe('confirmed');
    const february = await payout('february', workers[1] ?? '', 7_777);
    await watch();
    expect((await read(february)).settlement).toBeUndefined();
    const alerts = await world.service.call('GET', '/v1/alerts?kind=settlement-mismatch');
    expect(alerts.body.items).toEqual([]);
    const tx = await token.call(employer, 'transfer', [workers[1], 7_777]);
    await watch();
    expect((await read(february)).settlement).toMatchObject({ state: 'confirmed', tx });
  });
});
