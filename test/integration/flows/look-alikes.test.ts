import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import type { Flow } from '../../../src/domain/flow.ts';
import { transferKey } from '../../../src/domain/transfer.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import { accountSource } from '../../support/account-source.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

const wallet = (middle: string, ends: readonly [string, string]) =>
  readAccount(worldChain, `0x${ends[0]}${middle.repeat(16)}${ends[1]}`);
const payer = wallet('22', ['abcd', 'ef01']);
const imitation = wallet('33', ['abcd', 'ef01']);
const landlord = wallet('44', ['1234', '5678']);
const imitatedLandlord = wallet('55', ['1234', '5678']);
const worker = worldWallet(1);
const shop = worldWallet(2);

const wage = payment(payer, worker, 2_000, 10);
const dust = payment(imitation, worker, 0.5, 20);
const spoofed = { ...payment(worker, imitation, 0, 21), suspect: 'spoofed' as const };
const transfers = [
  // Before the wage: whom the wallet dealt with then is no part of the question.
  payment(worker, landlord, 900, 5),
  wage,
  dust,
  spoofed,
  payment(imitatedLandlord, worker, 0.5, 22),
  payment(worker, shop, 2_000.5, 30),
];

const source = accountSource(wage, transfers);

const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
const worlds: FlowWorld[] = [];
afterAll(async () => {
  for (const world of worlds) await world.close();
});

async function openWorld(): Promise<FlowWorld> {
  const world = await openFlowWorld();
  worlds.push(world);
  return world;
}

async function followWholeBlocks(): Promise<Flow> {
  const world = await openWorld();
  await world.hold(transfers, { fromHeight: 0, toHeight: 100 });
  return await world.follow(seed);
}

async function followAccountByAccount(): Promise<Flow> {
  const world = await openWorld();
  const { flows } = world.core;
  const { chains } = flows;
  const context: FlowContext = {
    ...flows,
    chains: {
      chains: () => chains.chains(),
      chain: chains.chain.bind(chains),
      source: () => source,
      asset: chains.asset.bind(chains),
      tracing: chains.tracing.bind(chains),
    },
  };
  return await world.follow(seed, context);
}

describe.each([
  ['in whole blocks', followWholeBlocks],
  ['account by account', followAccountByAccount],
])('bait in a history that was read %s', (_how, follow) => {
  let flow: Flow;
  beforeAll(async () => {
    flow = await follow();
  });

  it('is told with whom it imitates', () => {
    const shown = [
      {
        ...{ account: worker, lookAlike: imitation, imitates: payer },
        ...{ transferKey: transferKey(dust), transfers: 2 },
      },
    ];
    expect(flow.lookAlikes).toEqual({ found: 1, shown });
  });

  it('is no part of the flow', () => {
    expect(flow.accounts).toEqual([payer, worker, shop].sort());
  });

  it('does not make the balance of who got it wrong', () => {
    expect(flow.completeness.reasons.map(({ code }) => code)).not.toContain('unexplained');
    const [end] = flow.endpoints.filter(({ account }) => account === shop);
    expect(end?.amountBase).toBe(wage.amountBase);
  });
});

it('is told of a payee who still has his wage, and has paid nothing', async () => {
  const world = await openWorld();
  await world.hold([wage, dust], { fromHeight: 0, toHeight: 100 });
  const { lookAlikes } = await world.follow(seed);
  const shown = [
    {
      ...{ account: worker, lookAlike: imitation, imitates: payer },
      ...{ transferKey: transferKey(dust), transfers: 1 },
    },
  ];
  expect(lookAlikes).toEqual({ found: 1, shown });
});
