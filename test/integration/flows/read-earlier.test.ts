import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import { accountSource } from '../../support/account-source.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

const [payer, worker, late, between, last] = [0, 1, 2, 3, 4].map(worldWallet) as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
const wage = payment(payer, worker, 100, 10);
/** Of the second account the payment at 50 is known first, and that at 30 behind the third. */
const transfers = [
  wage,
  payment(worker, between, 80, 20),
  payment(between, late, 30, 30),
  payment(late, last, 25, 40),
  payment(worker, late, 20, 50),
];
const asked: [AccountId, number][] = [];

const source = accountSource(wage, transfers, (account, { fromHeight }) => {
  asked.push([account, fromHeight]);
});

let world: FlowWorld;
beforeAll(async () => {
  world = await openFlowWorld();
});
afterAll(async () => await world?.close());

it('an account is read again from earlier on when value turns out to have come sooner', async () => {
  const { flows } = world.core;
  const { chains } = flows;
  const context = {
    ...flows,
    chains: {
      chains: () => chains.chains(),
      chain: chains.chain.bind(chains),
      source: () => source,
      asset: chains.asset.bind(chains),
      tracing: chains.tracing.bind(chains),
    },
  };
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, context);
  const starts = asked.filter(([account]) => account === late).map(([, fromHeight]) => fromHeight);
  expect(starts).toEqual([50, 30]);
  expect(flow.endpoints.filter(({ kind }) => kind === 'not-covered')).toEqual([]);
  const end = flow.endpoints.find(({ account }) => account === last);
  expect(end).toMatchObject({ kind: 'unspent', amountBase: 25_000_000n, hops: 3 });
});
