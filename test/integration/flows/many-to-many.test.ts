import { expect, it } from 'vitest';
import type { Conversion } from '../../../src/domain/conversion.ts';
import { transferKey } from '../../../src/domain/transfer.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import { verifyFlow } from '../../../src/flows/verify.ts';
import { payment, worldAsset, worldChain, worldWallet } from '../../support/flow-world.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

it('what went into a contract with other assets ends there, with the reason, and is verified so', async () => {
  const [employer, worker, pool, stranger] = [1, 2, 3, 4].map(worldWallet) as [
    never,
    never,
    never,
    never,
  ];
  const wage = payment(employer, worker, 900, 10);
  const put = payment(worker, pool, 700, 20);
  const onward = payment(pool, stranger, 700, 30);
  await world.hold([wage, put, onward], { fromHeight: 0, toHeight: 100 });
  const conversion: Conversion = {
    kind: 'swap',
    protocol: 'netting',
    source: {
      ...{ chain: worldChain, tx: put.tx, time: put.time, account: worker, asset: worldAsset },
      ...{ amountBase: put.amountBase, transferKeys: [transferKey(put)] },
    },
    destinations: [],
    fees: [],
    pending: { reason: 'many-to-many' },
  };
  const { core, organisationId } = world;
  const real = core.flows.conversions;
  const conversions: FlowContext['conversions'] = {
    conversionsOf: async (_organisation, transactions) => ({
      conversions: transactions.some(({ tx }) => tx === put.tx) ? [conversion] : [],
      ...{ verdicts: [], transfers: [put], reasons: [] },
    }),
    arrivalsIn: (...question) => real.arrivalsIn(...question),
    recheck: (...question) => real.recheck(...question),
    withdraw: (...question) => real.withdraw(...question),
  };
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, { ...core.flows, conversions });
  const ends = flow.endpoints.map(({ kind, account, amountBase }) => [kind, account, amountBase]);
  expect(ends).toContainEqual(['contract', pool, 700_000_000n]);
  expect(flow.endpoints.some(({ account }) => account === stranger)).toBe(false);
  expect(flow.completeness.reasons.map(({ code }) => code)).toContain('many-to-many');
  const { signal } = new AbortController();
  const verified = await verifyFlow(core.flows, organisationId, flow.id, signal);
  expect(verified).toEqual({ id: flow.id, holds: true, discrepancies: [] });
});
