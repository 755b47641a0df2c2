import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerInquiry } from '../../../src/flows/inquiries/answer-inquiry.ts';
import type { ExposureQuestion } from '../../../src/flows/inquiries/inquiry.ts';
import {
  findInquiry,
  inquiriesLeftOver,
  insertInquiry,
} from '../../../src/flows/inquiries/store-inquiries.ts';
import { withdrawFlows } from '../../../src/rescreen/withdraw-reorged.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldAsset,
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
  const context = { ...core.rescreen, work: { enqueue: async () => undefined } };
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
