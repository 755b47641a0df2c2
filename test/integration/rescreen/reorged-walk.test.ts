import { expect, it } from 'vitest';
import { restartUnfinished } from '../../../src/rescreen/store-reorg.ts';
import { payment, worldChain, worldWallet } from '../../support/flow-world.ts';
import { onceRead } from '../../support/once-read.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

it('a flow that is walked while its blocks are taken back is walked anew', async () => {
  const { core } = world;
  const [employer, worker, friend] = [1, 2, 3].map(worldWallet) as [never, never, never];
  const wage = payment(employer, worker, 900, 10);
  await world.hold([wage], { fromHeight: 0, toHeight: 100 });
  const ledger = onceRead(core.flows.ledger, async () => {
    // Once it has read its transfers the chain has another block, in which the wage moves on.
    await world.hold([payment(worker, friend, 900, 90)], { fromHeight: 0, toHeight: 100 });
    await restartUnfinished(core.database, worldChain, 80);
  });
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, { ...core.flows, ledger });
  expect(flow.endpoints.filter(({ seedUnits }) => seedUnits > 0n)).toMatchObject([
    { kind: 'unspent', account: friend },
  ]);
});
