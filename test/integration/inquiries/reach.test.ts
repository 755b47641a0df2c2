import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import type { PathsQuestion, ReachQuestion } from '../../../src/flows/inquiries/inquiry.ts';
import { verifyInquiry } from '../../../src/flows/inquiries/verify-inquiry.ts';
import { verifyFlow } from '../../../src/flows/verify.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldAsset,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';
import { inquire } from '../../support/inquire.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const seed = testSeed();
const random = testRandom(seed);
const people = 300;
const person = (n: number) => worldWallet(n);
const lastHeight = 2_000;
const exchange = worldWallet(5_000);
const [far, near] = [worldWallet(6_000), worldWallet(6_001)];
const busy = worldWallet(7_000);

/** Random payments among three hundred people, at random blocks. */
const payments: Transfer[] = Array.from({ length: 900 }, () =>
  payment(
    person(random.between(0, people - 1)),
    person(random.between(0, people - 1)),
    random.between(1, 500),
    random.between(1, lastHeight / 10) * 10,
  ),
);

/** Least hops of everybody in time order, by every walk: written apart from the engine. */
function walks(sources: readonly AccountId[], hopsMax: number, forward: boolean) {
  // Backwards, edges and time are both turned round.
  const edges = payments
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, height }) =>
      forward ? { tail: from, head: to, when: height } : { tail: to, head: from, when: -height },
    );
  const best = new Map<AccountId, number>(sources.map((source) => [source, 0]));
  // When each account can pass on what reached it within the hops so far.
  let since = new Map(sources.map((source) => [source, Number.NEGATIVE_INFINITY]));
  for (let hop = 1; hop <= hopsMax; hop += 1) {
    const next = new Map(since);
    for (const { tail, head, when } of edges) {
      if (when < (since.get(tail) ?? Number.POSITIVE_INFINITY)) continue;
      next.set(head, Math.min(when, next.get(head) ?? Number.POSITIVE_INFINITY));
      if (!best.has(head)) best.set(head, hop);
    }
    since = next;
  }
  return best;
}

describe('reach of many wallets', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    console.log(`reach: WAGETRACE_TEST_SEED=${seed}`);
    world = await openFlowWorld();
    const crowd = Array.from({ length: 2_500 }, (_, at) =>
      payment(busy, worldWallet(8_000 + at), 1, 10 + (at % 50)),
    );
    const services = [payment(near, exchange, 50, 100), payment(exchange, far, 50, 110)];
    await world.hold([...payments, ...services, ...crowd], {
      fromHeight: 0,
      toHeight: lastHeight,
    });
    const label = { name: 'An exchange', category: 'exchange', source: 'test' } as const;
    await world.core.labels.import(world.organisationId, {
      format: 'claims',
      claims: [{ ...label, account: exchange, confidence: 90, date: '2026-01-01' }],
    });
  });
  afterAll(async () => await world?.close());

  const question: ReachQuestion = {
    ...{ kind: 'reach', chain: worldChain, asset: worldAsset, fromHeight: 0, hopsMax: 3 },
    ...{ directions: ['from-list', 'to-list'], transfersMax: 200_000 },
    wallets: Array.from({ length: people }, (_, n) => person(n)),
    list: [person(0), person(1)],
  };

  it('is what every walk in time order gives, in both directions', async () => {
    const { answer } = await inquire(world, question);
    for (const found of answer.directions) {
      const expected = walks(question.list, 3, found.direction === 'from-list');
      const hops = found.within.map((one: { account: string; hops: number }) => {
        return [one.account, one.hops];
      });
      expect(new Map([...hops].sort())).toEqual(new Map([...expected].sort()));
      expect(found.completeness).toEqual({ state: 'complete', reasons: [] });
    }
  });

  it('does not go on behind a service, though it reaches it', async () => {
    const wallets = [exchange, far];
    const { answer } = await inquire(world, { ...question, wallets, list: [near] });
    const [from] = answer.directions;
    expect(from.within).toEqual([{ account: exchange, hops: 1 }]);
    expect(from.servicesMet).toBe(1);
    expect(answer.inputs.serviceVerdicts).toMatchObject([{ account: exchange, kind: 'exchange' }]);
  });

  it('says which limits it hit and what was not read', async () => {
    const reasons = async (rest: Partial<ReachQuestion>) => {
      const { answer } = await inquire(world, { ...question, ...rest });
      return answer.directions[0].completeness.reasons.map((one: { code: string }) => one.code);
    };
    expect(await reasons({ transfersMax: 10 })).toEqual(['budget']);
    expect(await reasons({ list: [busy] })).toEqual(['busy']);
    const other = await openFlowWorld();
    const { answer } = await inquire(other, question);
    await other.close();
    // A chain of which nothing was imported: nobody is within reach, and it says why that proves nothing.
    expect(answer.directions[0].completeness.reasons).toMatchObject([{ code: 'not-covered' }]);
  });

  it('can be found again, services and all', async () => {
    const row = await inquire(world, { ...question, list: [near, person(0)] });
    const { signal } = new AbortController();
    const { inquiries } = world.core;
    const verified = await verifyInquiry(inquiries, world.organisationId, row.id, signal);
    expect(verified).toEqual({ id: row.id, holds: true, discrepancies: [] });
  });

  it('is found again as it was, though more accounts were read since', async () => {
    const [known, unread, beyond, later] = [40, 41, 42, 43].map((n) => worldWallet(20_000 + n)) as [
      AccountId,
      AccountId,
      AccountId,
      AccountId,
    ];
    const other = await openFlowWorld();
    const { ledger } = other.core.flows;
    const read = async (account: AccountId, transfers: readonly Transfer[]) => {
      const range = { chain: worldChain, account, fromHeight: 0, toHeight: lastHeight };
      await ledger.append({
        ...{ owner: { organisationId: other.organisationId }, transfers, events: [] },
        coverage: [{ ...range, source: 'test', readAt: '2026-06-01T00:00:00Z' }],
      });
    };
    const paid = payment(known, unread, 10, 5);
    const on = payment(unread, beyond, 10, 6);
    await read(known, [paid]);
    await read(beyond, [on]);
    const row = await inquire(other, {
      ...{ ...question, wallets: [beyond, later], list: [known] },
      directions: ['from-list'],
    });
    const [from] = row.answer.directions;
    expect(from.within).toEqual([{ account: beyond, hops: 2 }]);
    expect(from.completeness.reasons).toMatchObject([{ code: 'not-covered' }]);
    const exposed = await inquire(other, {
      ...{ kind: 'exposure', account: known, asset: worldAsset, method: 'fifo', limits: {} },
      ...{ directions: ['forward'], fromHeight: 0 },
    });
    const flow = await other.follow({ kind: 'transaction', chain: worldChain, tx: paid.tx });
    const kinds = [...exposed.answer.directions[0].ends, ...flow.endpoints].map(({ kind }) => kind);
    expect(kinds).toEqual(['not-covered', 'not-covered']);

    await read(unread, [paid, on, payment(unread, later, 10, 7)]);
    const { signal } = new AbortController();
    for (const { id } of [row, exposed]) {
      const again = await verifyInquiry(other.core.inquiries, other.organisationId, id, signal);
      expect(again).toEqual({ id, holds: true, discrepancies: [] });
    }
    const again = await verifyFlow(other.core.flows, other.organisationId, flow.id, signal);
    expect(again).toEqual({ id: flow.id, holds: true, discrepancies: [] });
    const { answer } = await inquire(other, row.question);
    expect(answer.directions[0].within).toHaveLength(2);
    await other.close();
  });

  it('takes 100,000 wallets', async () => {
    const many = Array.from({ length: 100_000 }, (_, n) => worldWallet(n));
    const { answer } = await inquire(world, { ...question, wallets: many });
    expect(answer.wallets).toBe(100_000);
    const expected = walks(question.list, 3, true).size;
    expect(answer.directions[0].within).toHaveLength(expected);
  });
});

describe('paths between two wallets', () => {
  let world: FlowWorld;
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(worldWallet) as [
    AccountId,
    AccountId,
    AccountId,
    AccountId,
    AccountId,
  ];
  const transfers = [
    payment(b, e, 900, 5),
    payment(a, b, 10, 10),
    payment(b, e, 10, 20),
    payment(a, c, 800, 11),
    payment(c, d, 700, 12),
    payment(d, e, 750, 13),
  ];
  beforeAll(async () => {
    world = await openFlowWorld();
    await world.hold(transfers, { fromHeight: 0, toHeight: 100 });
  });
  afterAll(async () => await world?.close());

  const question: PathsQuestion = {
    ...{ kind: 'evidence-paths', chain: worldChain, asset: worldAsset, from: a, to: e },
    ...{ hopsMax: 5, fromHeight: 0, transfersMax: 1_000 },
  };
  const accounts = (hops: readonly { to: string }[]) => hops.map(({ to }) => to);

  it('are the shortest and the widest in time order, transaction by transaction', async () => {
    const { answer } = await inquire(world, question);
    // What B paid before it was paid does not count.
    expect(accounts(answer.shortest)).toEqual([b, e]);
    expect(answer.shortest[1]).toMatchObject({ height: 20, amountBase: '10000000' });
    expect(accounts(answer.widest)).toEqual([c, d, e]);
    expect(answer.widthBase).toBe('700000000');
    expect(answer.completeness).toEqual({ state: 'complete', reasons: [] });
  });

  it('are none where time runs the other way', async () => {
    const { answer } = await inquire(world, { ...question, from: e, to: a });
    expect([answer.shortest, answer.widest]).toEqual([undefined, undefined]);
    expect(answer.completeness.state).toBe('complete');
  });
});
