import { appendFileSync, cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { candidates } from '../../../src/api/candidates-answer.ts';
import { HeightsByTime } from '../../../src/chains/block-times.ts';
import { type AccountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Flow } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { verifyInquiry } from '../../../src/flows/inquiries/verify-inquiry.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldAsset,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';
import { inquire } from '../../support/inquire.ts';

const ether = assetId(`${worldChain}/slip44:1`);
const unlisted = assetId(`${worldChain}/erc20:0x${'77'.repeat(20)}`);
const lastBlock = 5_000;
const [employer, worker, second, hotIn, hotOut, fresh, stranger] = Array.from(
  { length: 7 },
  (_, n) => worldWallet(n),
) as [AccountId, AccountId, AccountId, AccountId, AccountId, AccountId, AccountId];

/** What is worth so many dollars at 2,000 an ether. */
function paidOut(to: AccountId, dollars: number, height: number): Transfer {
  const { amountBase, ...rest } = payment(hotOut, to, dollars, height);
  return { ...rest, asset: ether, amountBase: (amountBase * 10n ** 12n) / 2_000n };
}

describe('candidates behind an instant swapper', () => {
  let world: FlowWorld;
  let folder = '';
  const wage = payment(employer, worker, 1_000, 1_000);
  const laterWage = payment(employer, second, 1_000, 3_000);
  const answering = paidOut(fresh, 890, 1_035);
  const flows: Flow[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
    cpSync(join(import.meta.dirname, '../../../config'), folder, { recursive: true });
    appendFileSync(join(folder, 'prices.yml'), '\ndailyTable: prices.csv\n');
    writeFileSync(join(folder, 'prices.csv'), `day,asset,usd\n2026-01-01,${ether},2000\n`);
    world = await openFlowWorld(folder);
    const label = {
      ...{ name: 'Swapper', category: 'instant-swapper' as const, entity: 'swapper' },
      ...{ source: 'test', confidence: 90, date: '2026-01-01' },
    };
    await world.core.labels.import(world.organisationId, {
      format: 'claims',
      claims: [hotIn, hotOut].map((account) => ({ ...label, account })),
    });
    const transfers = [
      wage,
      payment(worker, hotIn, 900, 1_010),
      payment(hotIn, hotOut, 890, 1_012),
      paidOut(stranger, 400, 1_020),
      answering,
      // Two payouts that fit the later deposit about as well.
      laterWage,
      payment(second, hotIn, 900, 3_010),
      paidOut(fresh, 890, 3_035),
      paidOut(stranger, 889, 3_036),
    ];
    await world.hold(transfers, { fromHeight: 0, toHeight: lastBlock });
    for (const { tx, chain } of [wage, laterWage]) {
      flows.push(await world.follow({ kind: 'transaction', chain, tx }));
    }
  });
  afterAll(async () => await world?.close());

  /** As if the chain told its blocks by time. */
  const timed = () => ({
    ...world.core.inquiries,
    heights: new HeightsByTime(() => ({
      lagBlocks: 0,
      head: async () => lastBlock,
      timeOf: async (height) => Date.parse('2026-01-01T00:00:00Z') / 1_000 + height * 12,
    })),
  });
  const question = (index: number) => ({
    ...{ kind: 'candidates' as const, flowId: flows[index]?.id ?? '' },
  });
  const verify = async (id: string) =>
    await verifyInquiry(
      world.core.inquiries,
      world.organisationId,
      id,
      new AbortController().signal,
    );

  it('are the one payout that fits by value and time, with its score', async () => {
    const ends = flows[0]?.endpoints.map(({ kind, account }) => [kind, account]);
    expect(ends).toContainEqual(['service', hotIn]);
    const row = await inquire(world, question(0), timed());
    expect(row.answer).toMatchObject({
      completeness: { state: 'complete', reasons: [] },
      mixers: [],
      swappers: [{ account: hotIn, accounts: [hotIn, hotOut].sort(), asset: worldAsset }],
    });
    expect(candidates.safeParse(row).error).toBeUndefined();
    const [arrival] = row.answer.swappers[0].arrivals;
    expect(arrival).toMatchObject({
      arrival: { from: worker, amountBase: '900000000' },
      ...{ basis: 'inferred', method: 'amount-time' },
      finding: {
        ...{ state: 'candidate', considered: 1 },
        candidate: { payout: { customer: fresh, usdMicros: '890000000' }, runnerUp: 0 },
      },
      payout: { tx: answering.tx, to: fresh, asset: ether, from: hotOut },
    });
    expect(arrival.finding.candidate.score).toBeGreaterThan(500);
    expect(await verify(row.id)).toEqual({ id: row.id, holds: true, discrepancies: [] });
  });

  it('are none when two payouts fit about as well', async () => {
    const { answer } = await inquire(world, question(1), timed());
    const [arrival] = answer.swappers[0].arrivals;
    expect(arrival.finding).toEqual({ state: 'ambiguous', considered: 2 });
    expect(arrival.payout).toBeUndefined();
  });

  it('say which ends, accounts and prices are not known', async () => {
    const { answer } = await inquire(world, question(0));
    const codes = (of: { completeness: { reasons: { code: string }[] } }) =>
      of.completeness.reasons.map(({ code }) => code);
    expect(codes(answer)).toEqual(['window-end-unknown']);

    const away = readAccount(chainId('eip155:1'), `0x${'9'.repeat(40)}`);
    await world.core.labels.import(world.organisationId, {
      format: 'claims',
      claims: [
        {
          ...{ account: away, name: 'Swapper', category: 'instant-swapper', entity: 'swapper' },
          ...{ source: 'test', confidence: 90, date: '2026-01-01' },
        },
      ],
    });
    const odd = { ...payment(hotOut, stranger, 5, 1_040), asset: unlisted };
    await world.hold([odd], { fromHeight: 0, toHeight: lastBlock });
    const row = await inquire(world, question(0), timed());
    expect(codes(row.answer).sort()).toEqual(['no-price', 'swapper-not-read']);
    expect(row.answer.swappers[0].arrivals[0].looked.unread).toEqual([away]);
    expect((await verify(row.id)).holds).toBe(true);
  });

  it('are not concluded while a payout could still come', async () => {
    const early = {
      ...timed(),
      clock: { ...world.core.inquiries.clock, now: () => new Date('2026-01-01T03:30:00Z') },
    };
    const { answer } = await inquire(world, question(0), early);
    expect(answer.swappers[0].arrivals[0]).toMatchObject({
      looked: { isOpen: true },
      completeness: { reasons: [{ code: 'window-open' }] },
    });
    expect(answer.swappers[0].arrivals[0].finding).toBeUndefined();
  });
});
