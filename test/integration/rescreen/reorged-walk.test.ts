import { afterAll, beforeAll, expect, it } from 'vitest';
import { restartUnfinished } from '../../../src/rescreen/store-reorg.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

let world: FlowWorld;
beforeAll(async () => {
  world = await openFlowWorld();
});
afterAll(async () => {
  await world?.close();
});

it('a flow that is walked while its blocks are taken back is walked anew', async () => {
  const { core } = world;
  const [employer, worker, friend] = [1, 2, 3].map(worldWallet) as [never, never, never];
  const wage = payment(employer, worker, 900, 10);
  await world.hold([wage], { fromHeight: 0, toHeight: 100 });
  let pages = 0;
  const ledger = {
    append: core.flows.ledger.append.bind(core.flows.ledger),
    transaction: core.flows.ledger.transaction.bind(core.flows.ledger),
    coverageOf: core.flows.ledger.coverageOf.bind(core.flows.ledger),
    withdraw: core.flows.ledger.withdraw.bind(core.flows.ledger),
    transfersOf: async (query: Parameters<typeof core.flows.ledger.transfersOf>[0]) => {
      const page = await core.flows.ledger.transfersOf(query);
      pages += 1;
      if (pages > 1) return page;
      // Once it has read its transfers the chain has another block, in which the wage moves on.
      await world.hold([payment(worker, friend, 900, 90)], { fromHeight: 0, toHeight: 100 });
      await restartUnfinished(core.database, worldChain, 80);
      return page;
    },
  };
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, { ...core.flows, ledger });
  expect(flow.endpoints.filter(({ seedUnits }) => seedUnits > 0n)).toMatchObject([
    { kind: 'unspent', account: friend },
  ]);
});
