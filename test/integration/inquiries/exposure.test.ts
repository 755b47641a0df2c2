import { payments } from 'bitcoinjs-lib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { type AccountId, assetId, chainId, chainOf } from '../../../src/domain/caip.ts';
import type { Conversion } from '../../../src/domain/conversion.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import type { Coin, UtxoTransaction } from '../../../src/domain/utxo.ts';
import type { ExposureQuestion } from '../../../src/flows/inquiries/inquiry.ts';
import { verifyInquiry } from '../../../src/flows/inquiries/verify-inquiry.ts';
import { verifyFlow, withoutSources } from '../../../src/flows/verify.ts';
import { citedConversions } from '../../../src/flows/walk-conversions.ts';
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
import { bitcoin } from '../../support/utxo-builder.ts';

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

  it('steps over what was converted, both ways, and is found again over what it cites', async () => {
    const [trader, pool, buyer, maker] = [20, 21, 22, 23].map(worldWallet) as [
      typeof listed,
      typeof listed,
      typeof listed,
      typeof listed,
    ];
    const asset = assetId(`${worldChain}/erc20:0x${'7'.repeat(40)}`);
    const given = payment(trader, pool, 80, 61);
    const taken = { ...payment(pool, trader, 40, 61), asset, tx: given.tx, position: 1 << 29 };
    const sold = { ...payment(trader, buyer, 40, 62), asset };
    await world.hold([payment(maker, trader, 80, 60), given, taken, sold], {
      ...{ fromHeight: 0, toHeight: 1_000 },
    });
    const side = ({ chain, tx, time, amountBase, asset: moved, from, to }: typeof given) => ({
      ...{ chain, tx, time, amountBase, asset: moved, account: from === pool ? to : from },
    });
    const swap: Conversion = {
      ...{ kind: 'swap', protocol: 'netting', fees: [] },
      source: { ...side(given), transferKeys: [transferKey(given)] },
      destinations: [
        {
          ...{ ...side(taken), transferKeys: [transferKey(taken)] },
          ...{ method: 'exact-id', confidence: 'certain', refund: false },
        },
      ],
    };
    const context = {
      ...world.core.inquiries,
      conversions: citedConversions([swap], world.core.flows),
    };
    const paid = await inquire(world, { ...question, account: trader }, context);
    expect(paid.answer.directions[0].ends).toMatchObject([
      { account: buyer, kind: 'unspent', amountBase: (80n * unit).toString(), hops: 2 },
    ]);
    const got = await inquire(world, { ...question, account: buyer, asset }, context);
    expect(got.answer.directions[1].ends).toMatchObject([
      { account: maker, kind: 'origin', amountBase: (40n * unit).toString(), hops: 3 },
    ]);
    const { signal } = new AbortController();
    for (const { id } of [paid, got]) {
      const found = await verifyInquiry(world.core.inquiries, world.organisationId, id, signal);
      expect(found).toEqual({ id, holds: true, discrepancies: [] });
    }
  });
});

describe('exposure of an address whose value is coins', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    world = await openFlowWorld();
  });
  afterAll(async () => await world?.close());

  const holders = [1, 2, 3, 4].map((n) => {
    const { address = '', output } = payments.p2wpkh({ hash: Buffer.alloc(20, n) });
    const script = Buffer.from(output ?? []).toString('hex');
    return { script, account: readAccount(bitcoin, address) };
  }) as [Holder, Holder, Holder, Holder];
  const coin = ({ script, account }: Holder, amountBase: bigint): Coin => ({
    ...{ script, account, amountBase, scriptKind: 'p2wpkh' },
  });
  const hash = (n: number) => n.toString(16).padStart(64, '0');
  const transaction = (
    n: number,
    inputs: readonly (readonly [tx: number, index: number, coin: Coin | undefined])[],
    outputs: readonly Coin[],
  ): UtxoTransaction => ({
    ...{ chain: bitcoin, height: 100 + n, blockHash: hash(900 + n), tx: hash(n), txIndex: 1 },
    ...{ time: '2026-01-01T00:00:00.000Z', version: 2, lockTime: 0, outputs },
    coinbase: inputs.length === 0,
    inputs: inputs.map(([tx, index, spent]) => ({
      ...{ outpoint: { tx: hash(tx), index }, coin: spent, sequence: 0xffffffff },
    })),
  });

  it('ends in front of coins that a bridge took of a transaction whose inputs are not known', async () => {
    const { flows, catalogue } = world.core;
    const asset = catalogue.chain(bitcoin)?.nativeAsset ?? worldAsset;
    const [payer, , , vault] = holders;
    const deposit = transaction(40, [[39, 0, undefined]], [coin(vault, 700_000n)]);
    const { chain, height, blockHash, time, tx, txIndex } = deposit;
    const left: Transfer = {
      ...{ chain, height, blockHash, time, tx, txIndex, position: 0, asset, amountBase: 700_000n },
      ...{ from: payer.account, to: vault.account, kind: 'native' },
    };
    const came = payment(exchange, wallet, 70, 61);
    await flows.coins.append([deposit]);
    const stored = { transfers: [left], events: [], coverage: [] };
    await flows.ledger.append({ owner: { organisationId: world.organisationId }, ...stored });
    await world.hold([came], { fromHeight: 0, toHeight: 1_000 });
    const side = (one: Transfer, account: AccountId) => ({
      ...{ chain: one.chain, tx: one.tx, time: one.time, amountBase: one.amountBase },
      ...{ account, asset: one.asset, transferKeys: [transferKey(one)] },
    });
    const bridge: Conversion = {
      ...{ kind: 'bridge', protocol: 'test', fees: [], source: side(left, payer.account) },
      destinations: [
        { ...side(came, wallet), method: 'exact-id', confidence: 'certain', refund: false },
      ],
    };
    const context = {
      ...world.core.inquiries,
      ...{ chains: withoutSources(catalogue), conversions: citedConversions([bridge], flows) },
    };
    const seed = { kind: 'transaction', chain: worldChain, tx: came.tx } as const;
    const flow = await world.follow(seed, context, { direction: 'backward' });
    const front = { kind: 'not-covered', account: vault.account, seedUnits: 70n * unit };
    expect(flow.endpoints).toMatchObject([front]);
    const { signal } = new AbortController();
    const again = await verifyFlow(flows, world.organisationId, flow.id, signal);
    expect(again).toEqual({ id: flow.id, holds: true, discrepancies: [] });

    const question: ExposureQuestion = {
      ...{ kind: 'exposure', account: wallet, asset: worldAsset, method: 'fifo', limits: {} },
      ...{ directions: ['backward'], fromHeight: 0 },
    };
    const row = await inquire(world, question, context);
    expect(row.answer.directions[0].ends).toMatchObject([
      { kind: 'not-covered', account: vault.account },
    ]);
  });

  it('follows the coins that it spent, and finds where those that it got were made', async () => {
    const native = world.core.catalogue.chain(bitcoin)?.nativeAsset;
    const [payer, own, shop] = holders;
    await world.core.flows.coins.append([
      transaction(1, [], [coin(payer, 1_000_000n)]),
      transaction(2, [[1, 0, coin(payer, 1_000_000n)]], [coin(own, 900_000n)]),
      transaction(3, [[2, 0, coin(own, 900_000n)]], [coin(shop, 500_000n), coin(own, 390_000n)]),
    ]);
    await world.core.flows.ledger.append({
      ...{ owner: { organisationId: world.organisationId }, transfers: [], events: [] },
      coverage: [
        {
          ...{ chain: bitcoin, source: 'test', readAt: '2026-06-01T00:00:00Z' },
          ...{ fromHeight: 0, toHeight: 1_000 },
        },
      ],
    });
    const question: ExposureQuestion = {
      ...{ kind: 'exposure', account: own.account, asset: native ?? worldAsset, method: 'fifo' },
      ...{ limits: {}, directions: ['forward', 'backward'], fromHeight: 0 },
    };
    const offline = { ...world.core.inquiries, chains: withoutSources(world.core.catalogue) };
    const row = await inquire(world, question, offline);
    const [forward, backward] = row.answer.directions;
    expect(forward).toMatchObject({
      totalBase: '900000',
      ends: [
        { account: shop.account, kind: 'unspent', amountBase: '500000', hops: 1 },
        { account: own.account, kind: 'returned', amountBase: '390000', hops: 1 },
        { kind: 'fee', amountBase: '10000', hops: 1 },
      ],
    });
    expect(backward).toMatchObject({
      totalBase: '1290000',
      ends: [
        { kind: 'origin', amountBase: '900000', hops: 2 },
        { account: own.account, kind: 'returned', amountBase: '390000', hops: 1 },
      ],
    });
    const { signal } = new AbortController();
    const found = await verifyInquiry(world.core.inquiries, world.organisationId, row.id, signal);
    expect(found).toEqual({ id: row.id, holds: true, discrepancies: [] });

    const seed = { kind: 'transaction', chain: bitcoin, tx: hash(3), to: shop.account } as const;
    const flows = { ...world.core.flows, chains: offline.chains };
    const back = await world.follow(seed, flows, { direction: 'backward' });
    expect(back.endpoints.filter(({ seedUnits }) => seedUnits > 0n)).toMatchObject([
      { kind: 'origin', amountBase: 500_000n, hops: 2 },
    ]);
    expect(back.paths[0]?.hops.map(({ from, to }) => [from, to]).slice(-2)).toEqual([
      [payer.account, own.account],
      [own.account, shop.account],
    ]);
    const again = await verifyFlow(world.core.flows, world.organisationId, back.id, signal);
    expect(again).toEqual({ id: back.id, holds: true, discrepancies: [] });
  });
});

interface Holder {
  readonly script: string;
  readonly account: AccountId;
}
