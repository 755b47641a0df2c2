import { expect, it } from 'vitest';
import type { FlowContext } from '../../../src/flows/context.ts';
import { answerInquiry, failInquiry } from '../../../src/flows/inquiries/answer-inquiry.ts';
import type { ExposureQuestion } from '../../../src/flows/inquiries/inquiry.ts';
import {
  findInquiry,
  inquiriesLeftOver,
  insertInquiry,
} from '../../../src/flows/inquiries/store-inquiries.ts';
import { findFlow } from '../../../src/flows/store.ts';
import { withdrawFlows } from '../../../src/rescreen/withdraw-reorged.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { payment, worldAsset, worldChain, worldWallet } from '../../support/flow-world.ts';
import { onceRead } from '../../support/once-read.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

it('an exposure that looked at blocks which are no more is answered anew', async () => {
  const { core, organisationId } = world;
  const [payer, payee] = [1, 2].map(worldWallet) as [never, never];
  await world.hold([payment(payer, payee, 900, 10)], { fromHeight: 0, toHeight: 100 });
  const id = systemClock.id();
  const question = {
    kind: 'exposure',
    account: payee,
    asset: worldAsset,
    method: 'fifo',
    directions: ['backward'],
    limits: {},
    fromHeight: 0,
  } as const satisfies ExposureQuestion;
  const row = () => core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  await core.database.tenant(organisationId, (tx) =>
    insertInquiry(tx, organisationId, { id, question, at: systemClock.now() }),
  );
  await answerInquiry(core.inquiries, organisationId, id, new AbortController().signal);
  expect((await row())?.state).toBe('answered');

  // Blocks above all that it looked at concern it as little as those of another chain.
  const context = {
    ...core.rescreen,
    verdicts: core.verdicts,
    work: { enqueue: async () => undefined },
  };
  await withdrawFlows(context, { chain: worldChain, commonHeight: 100 });
  expect((await row())?.state).toBe('answered');

  await withdrawFlows(context, { chain: worldChain, commonHeight: 99 });
  const anew = await row();
  expect(anew).toMatchObject({ state: 'requested', attempt: 2, readings: {} });
  expect(anew?.answer).toBeUndefined();
  expect(anew?.heights).toBeUndefined();
  // The row is the outbox of its work; a younger one is left to who stored it.
  expect(await inquiriesLeftOver(core.database)).toEqual([]);
  await answerInquiry(core.inquiries, organisationId, id, new AbortController().signal);
  expect((await row())?.state).toBe('answered');
});

it('an exposure that is being found when its blocks are taken back is found anew', async () => {
  const { core, organisationId } = world;
  const [payer, other, payee] = [21, 22, 23].map(worldWallet) as [never, never, never];
  await world.hold([payment(payer, payee, 900, 10)], { fromHeight: 0, toHeight: 100 });
  const id = systemClock.id();
  const question = {
    ...{ kind: 'exposure', account: payee, asset: worldAsset, method: 'fifo', limits: {} },
    ...{ directions: ['backward'], fromHeight: 0 },
  } as const satisfies ExposureQuestion;
  await core.database.tenant(organisationId, (tx) =>
    insertInquiry(tx, organisationId, { id, question, at: systemClock.now() }),
  );
  const torn = onceRead(core.inquiries.ledger, async () => {
    // Once it has read its transfers the chain has another block, by which more was paid.
    await world.hold([payment(other, payee, 300, 90)], { fromHeight: 0, toHeight: 100 });
    const context = {
      ...{ ...core.rescreen, verdicts: core.verdicts },
      work: { enqueue: async () => undefined },
    };
    await withdrawFlows(context, { chain: worldChain, commonHeight: 80 });
  });
  const context = { ...core.inquiries, ledger: torn };
  const { signal } = new AbortController();
  expect(await answerInquiry(context, organisationId, id, signal)).toEqual({ state: 'done' });
  const row = await core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  expect(row).toMatchObject({ state: 'answered', attempt: 2 });
  expect(JSON.stringify(row?.answer)).toContain(other);
  // What the first try came to concerns the second no more.
  const failure = { code: 'source.timeout', message: 'late' };
  await failInquiry(core.inquiries, organisationId, { id, attempt: 1 }, failure);
  const after = await core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  expect(after?.state).toBe('answered');
});

it('candidates behind a flow whose blocks are taken back are looked for anew', async () => {
  const { core, organisationId } = world;
  const [payer, payee] = [31, 32].map(worldWallet) as [never, never];
  const wage = payment(payer, payee, 900, 10);
  await world.hold([wage], { fromHeight: 0, toHeight: 100 });
  const flow = await world.follow({ kind: 'transaction', chain: worldChain, tx: wage.tx });
  const id = systemClock.id();
  const question = { kind: 'candidates', flowId: flow.id } as const;
  const row = () => core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  await core.database.tenant(organisationId, (tx) =>
    insertInquiry(tx, organisationId, { id, question, at: systemClock.now() }),
  );
  const { signal } = new AbortController();
  await answerInquiry(core.inquiries, organisationId, id, signal);
  expect(await row()).toMatchObject({ state: 'answered', heights: { [worldChain]: 100 } });
  const context = {
    ...{ ...core.rescreen, verdicts: core.verdicts },
    work: { enqueue: async () => undefined },
  };
  await withdrawFlows(context, { chain: worldChain, commonHeight: 99 });
  expect(await row()).toMatchObject({ state: 'requested', attempt: 2 });
  await answerInquiry(core.inquiries, organisationId, id, signal);
  expect((await row())?.state).toBe('answered');
});

it('a service that was inferred from blocks which are no more is none, nor what was inferred from it', async () => {
  const { core, organisationId } = world;
  const [payer, payee, hot, deposit, older] = [11, 12, 13, 14, 15].map(worldWallet) as never[];
  const wage = payment(payer as never, payee as never, 900, 210);
  const paidIn = payment(payee as never, deposit as never, 900, 220);
  await world.hold([wage, paidIn], { fromHeight: 200, toHeight: 300 });
  const inferred = { source: 'inferred', kind: 'exchange' } as const;
  await core.verdicts.add(organisationId, [
    { ...inferred, account: hot as never, evidence: 'many', asOfBlock: 400 },
    { ...inferred, account: older as never, evidence: 'many', asOfBlock: 250 },
    {
      ...{ ...inferred, kind: 'exchange-deposit', account: deposit as never, asOfBlock: 220 },
      evidence: `swept 2 times whole to ${hot}, a hot wallet: many`,
    },
  ]);
  const flow = await world.follow({ kind: 'transaction', chain: worldChain, tx: wage.tx });
  expect(flow.endpoints).toMatchObject([{ kind: 'service', account: deposit }]);
  const work: unknown[] = [];
  const enqueue = async (items: readonly unknown[]) => void work.push(...items);
  const context = { ...core.rescreen, verdicts: core.verdicts, work: { enqueue } };
  await withdrawFlows(context, { chain: worldChain, commonHeight: 350 });
  const accounts = [hot, deposit, older] as never[];
  const left = await core.verdicts.verdictsOf(organisationId, accounts);
  expect(left.map(({ account }) => account)).toEqual([older]);
  // Though it looked at no block that was replaced.
  const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, flow.id));
  expect(row?.state).toBe('withdrawn');
  expect(work).toMatchObject([{ kind: 'follow', organisationId }]);
});

it('what a transaction shows of an account stands, whatever else was inferred of it', async () => {
  const { core, organisationId } = world;
  const [payer, payee, mixer] = [41, 42, 43].map(worldWallet) as [never, never, never];
  const wage = payment(payer, payee, 900, 510);
  await world.hold([wage, payment(payee, mixer, 900, 520)], { fromHeight: 500, toHeight: 600 });
  const conversions: FlowContext['conversions'] = {
    ...core.flows.conversions,
    conversionsOf: async () => ({
      ...{ conversions: [], transfers: [], reasons: [] },
      verdicts: [
        { account: mixer, kind: 'mixer', evidence: 'seen', asOfBlock: 520, source: 'inferred' },
      ],
    }),
  };
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const flow = await world.follow(seed, { ...core.flows, conversions });
  expect(flow.endpoints).toMatchObject([{ kind: 'mixer', account: mixer }]);
  await core.verdicts.add(organisationId, [
    { account: mixer, kind: 'exchange', evidence: 'many', asOfBlock: 700, source: 'inferred' },
  ]);
  const context = {
    ...{ ...core.rescreen, verdicts: core.verdicts },
    work: { enqueue: async () => undefined },
  };
  await withdrawFlows(context, { chain: worldChain, commonHeight: 650 });
  const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, flow.id));
  expect(row?.state).toBe('traced');
});
