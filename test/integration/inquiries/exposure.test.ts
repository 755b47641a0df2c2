import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId, chainOf } from '../../../src/domain/caip.ts';
import type { ExposureQuestion } from '../../../src/flows/inquiries/inquiry.ts';
import { verifyInquiry } from '../../../src/flows/inquiries/verify-inquiry.ts';
import { answerHere, exposureText } from '../../../src/runtime/commands/inquiry-commands.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldAsset,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';
import { inquire } from '../../support/inquire.ts';

/** Sim Hyon Sop, on the shipped SDN list of 2025-11-27. */
const listed = readAccount(worldChain, '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c');
const [wallet, employer, friend, exchange, shop, middle] = [0, 1, 2, 3, 4, 5].map(worldWallet) as [
  typeof listed,
  typeof listed,
  typeof listed,
  typeof listed,
  typeof listed,
  typeof listed,
];
const unit = 1_000_000n;

describe('exposure of a wallet', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    world = await openFlowWorld();
    await world.core.labels.import(world.organisationId, {
      format: 'claims',
      claims: [
        {
          ...{ account: exchange, name: 'Exchange one', category: 'exchange', source: 'test' },
          ...{ confidence: 90, date: '2026-01-01' },
        },
        {
          ...{ account: shop, name: 'A casino', category: 'gambling', source: 'test' },
          ...{ confidence: 90, date: '2026-01-01' },
        },
      ],
    });
    const transfers = [
      payment(exchange, employer, 1_000, 10),
      payment(listed, friend, 300, 11),
      payment(employer, wallet, 700, 20),
      payment(friend, wallet, 300, 21),
      payment(wallet, exchange, 500, 30),
      payment(wallet, middle, 400, 31),
      payment(middle, listed, 150, 40),
      payment(middle, shop, 250, 41),
    ];
    await world.hold(transfers, { fromHeight: 0, toHeight: 1_000 });
  });
  afterAll(async () => await world?.close());

  const question: ExposureQuestion = {
    ...{ kind: 'exposure', account: wallet, asset: worldAsset, method: 'fifo', limits: {} },
    ...{ directions: ['forward', 'backward'], fromHeight: 0 },
  };
  const figures = (units: bigint, of: bigint) => ({
    amountBase: (units * unit).toString(),
    shareMillionths: Number((units * 1_000_000n) / of),
  });

  it('tells by category what it paid on and what it received, direct and indirect', async () => {
    const row = await inquire(world, question);
    expect(row.state).toBe('answered');
    const [forward, backward] = row.answer.directions;
    expect(forward).toMatchObject({
      direction: 'forward',
      totalBase: (900n * unit).toString(),
      completeness: { state: 'complete', reasons: [] },
      categories: [
        { category: 'exchange', direct: figures(500n, 900n), indirect: figures(0n, 900n) },
        { category: 'gambling', direct: figures(0n, 900n), indirect: figures(250n, 900n) },
        { category: 'sanctioned', direct: figures(0n, 900n), indirect: figures(150n, 900n) },
      ],
    });
    expect(forward.categories.map((one: { leastHops: number }) => one.leastHops)).toEqual([
      1, 2, 2,
    ]);
    expect(forward.ends[2]).toMatchObject({ account: listed, parties: ['Sim Hyon Sop'], hops: 2 });
    expect(backward).toMatchObject({
      totalBase: (1_000n * unit).toString(),
      categories: [
        { category: 'exchange', indirect: figures(700n, 1_000n), leastHops: 2 },
        { category: 'sanctioned', indirect: figures(300n, 1_000n), leastHops: 2 },
      ],
    });
  });

  it('can be found again from stored facts, and says what was altered', async () => {
    const row = await inquire(world, question);
    const { signal } = new AbortController();
    const verify = async () =>
      await verifyInquiry(world.core.inquiries, world.organisationId, row.id, signal);
    expect(await verify()).toEqual({ id: row.id, holds: true, discrepancies: [] });
    await world.core.database.system((tx) =>
      sql`update transfer set amount_base = amount_base - 1
          where amount_base = ${(150n * unit).toString()}::numeric`.execute(tx),
    );
    const altered = await verify();
    expect(altered.holds).toBe(false);
    expect(altered.discrepancies.map(({ what }) => what).sort()).toEqual(['directions', 'inputs']);
    await world.core.database.system((tx) =>
      sql`update transfer set amount_base = amount_base + 1
          where amount_base = ${(150n * unit - 1n).toString()}::numeric`.execute(tx),
    );
  });

  it('is told on the command line too', async () => {
    const answer = await answerHere(world.core, world.organisationId, question);
    const text = exposureText(world.core, answer, worldAsset).split('\n');
    expect(text[0]).toBe('forward: 900 sUSD; seen: complete');
    expect(text).toContain(
      '  sanctioned       direct 0 sUSD, indirect 150 sUSD, 2 or more transfers away',
    );
    expect(text).toContain('backward: 1000 sUSD; seen: complete');
  });

  it('says what was not seen, and never that there is nothing', async () => {
    const other = { ...question, account: readAccount(chainId('eip155:1'), `0x${'9'.repeat(40)}`) };
    const asset = world.core.catalogue.asset(chainOf(other.account), 'USDC');
    const row = await inquire(world, { ...other, asset: asset?.id ?? worldAsset });
    expect(row.answer.directions).toEqual(
      ['forward', 'backward'].map((direction) => ({
        direction,
        completeness: {
          state: 'incomplete',
          reasons: [{ code: 'not-covered', message: 'no-source' }],
        },
      })),
    );
  });

  it('names the limit that was hit', async () => {
    const { answer } = await inquire(world, { ...question, limits: { hopsMax: 1 } });
    const [forward] = answer.directions;
    expect(forward.completeness.reasons.map((one: { code: string }) => one.code)).toContain(
      'max-hops',
    );
    expect(forward.limits.hopsMax).toBe(1);
  });
});
