import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import type { TraceDirection } from '../../../src/domain/flow.ts';
import { positionBand, type Transfer } from '../../../src/domain/transfer.ts';
import { readFlowRequest } from '../../../src/flows/ask-flow.ts';
import type { SeedRequest } from '../../../src/flows/flow-request.ts';
import { follow } from '../../../src/flows/follow.ts';
import { findFlow, insertFlow } from '../../../src/flows/store.ts';
import { verifyFlow } from '../../../src/flows/verify.ts';
import type { Core } from '../../../src/runtime/compose-core.ts';
import { sandboxChain, sandboxStablecoin } from '../../../src/runtime/sandbox/sandbox-chain.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';
import { bitcoin } from '../../support/utxo-builder.ts';

const chain = sandboxChain.chain.id;
const account = (n: number) => readAccount(chain, `0x${n.toString(16).padStart(40, '0')}`);
const [source, friend, shop] = [1_001, 1_002, 1_003].map(account);
const [earner, payer, second] = [1_010, 1_011, 1_012].map(account);
const until = 1_000;
const never = () => new AbortController().signal;

function transfer(height: number, from: number, to: number, units: bigint): Transfer {
  return {
    chain,
    height,
    blockHash: '',
    time: new Date(1_767_225_600_000 + height * 12_000).toISOString(),
    tx: `0x${height.toString(16).padStart(64, '0')}`,
    txIndex: 0,
    position: positionBand.log,
    from: account(from),
    to: account(to),
    asset: sandboxStablecoin.id,
    amountBase: units * 1_000_000n,
    kind: 'token',
  };
}

describe('verifying what a wallet received or paid', () => {
  let world: FlowWorld;
  let core: Core;
  let organisationId = '';

  beforeAll(async () => {
    world = await openFlowWorld();
    ({ core, organisationId } = world);
    await world.hold(
      [
        // The source pays a friend, who pays a part back, and a shop.
        transfer(1, 1_004, 1_001, 120n),
        transfer(3, 1_001, 1_002, 100n),
        transfer(4, 1_002, 1_001, 40n),
        transfer(7, 1_001, 1_003, 50n),
        // Two pay an earner, who pays both something back.
        transfer(20, 1_011, 1_010, 90n),
        transfer(21, 1_012, 1_010, 30n),
        transfer(22, 1_010, 1_011, 10n),
        transfer(23, 1_010, 1_012, 95n),
      ],
      { fromHeight: 0, toHeight: until },
    );
  });
  afterAll(async () => await world?.close());

  const followedSeed = async (
    seed: SeedRequest,
    direction: TraceDirection = 'forward',
    owner = organisationId,
  ) => {
    const id = systemClock.id();
    const request = { seed, direction, method: 'fifo', methods: [], limits: {} } as const;
    await core.database.tenant(owner, (tx) => insertFlow(tx, owner, { id, request }));
    await follow(core.flows, owner, id, never());
    const row = await core.database.tenant(owner, (tx) => findFlow(tx, id));
    const { endpoints = [], completeness } = row?.result ?? {};
    const lacks = completeness?.reasons.map(({ code }) => code) ?? [];
    return { id, direction: row?.direction, endpoints, lacks };
  };
  const followed = async (
    wallet: typeof source,
    side: 'receipts' | 'payments',
    direction: TraceDirection = 'forward',
  ) => {
    if (!wallet) throw new Error('no wallet');
    const seed = { kind: 'wallet', account: wallet, asset: sandboxStablecoin.id, side } as const;
    return await followedSeed(seed, direction);
  };

  it('recomputes payments of the wallet, of which nobody is the payer', async () => {
    const { id, endpoints } = await followed(source, 'payments');
    expect(endpoints.some((end) => end.kind === 'returned')).toBe(false);
    expect(endpoints.map((end) => end.account)).toContain(shop);
    expect(endpoints.map((end) => end.account)).toContain(friend);
    expect(await verifyFlow(core.flows, organisationId, id, never())).toEqual({
      id,
      holds: true,
      discrepancies: [],
    });
  });

  it('recomputes receipts from several payers, each of whom may get something back', async () => {
    const { id, endpoints } = await followed(earner, 'receipts');
    const returned = endpoints.filter((end) => end.kind === 'returned').map((end) => end.account);
    expect(returned.sort()).toEqual([payer, second].sort());
    expect(await verifyFlow(core.flows, organisationId, id, never())).toEqual({
      id,
      holds: true,
      discrepancies: [],
    });
  });

  it('finds where receipts came from, and recomputes it', async () => {
    const back = await followed(shop, 'receipts', 'backward');
    const ends = (found: typeof back) =>
      found.endpoints
        .filter(({ seedUnits }) => seedUnits > 0n)
        .map(({ kind, account: at, amountBase, hops }) => [kind, at, amountBase, hops]);
    // 20 and, by the friend, 30: the first 100 that the first payer gave went to the friend.
    expect(back.direction).toBe('backward');
    expect(ends(back)).toEqual([['origin', account(1_004), 50_000_000n, 1]]);
    const own = await followed(source, 'receipts', 'backward');
    expect(ends(own)).toEqual([
      ['origin', account(1_004), 120_000_000n, 0],
      ['returned', source, 40_000_000n, 1],
    ]);
    for (const { id } of [back, own]) {
      const found = await verifyFlow(core.flows, organisationId, id, never());
      expect(found).toEqual({ id, holds: true, discrepancies: [] });
    }
  });

  it('recomputes receipts of a wallet that has got more since', async () => {
    const { id } = await followed(friend, 'receipts');
    const back = await followed(friend, 'receipts', 'backward');
    await core.flows.ledger.append({
      owner: { organisationId },
      transfers: [transfer(until + 5, 1_003, 1_002, 7n)],
      ...{ events: [], coverage: [] },
    });
    for (const one of [id, back.id]) {
      const found = await verifyFlow(core.flows, organisationId, one, never());
      expect(found).toEqual({ id: one, holds: true, discrepancies: [] });
    }
  });

  it('recomputes what it was where an account was read from the first block on since', async () => {
    const [late, paid] = [1_020, 1_021].map(account);
    const owner = systemClock.id();
    await core.database.system((tx) =>
      createOrganisation(tx, { id: owner, name: 'other', sandbox: true }),
    );
    const read = async (fromHeight: number, transfers: readonly Transfer[]) => {
      const range = { chain, fromHeight, toHeight: until, source: 'test' };
      const coverage = [late, paid].flatMap((one) =>
        one ? [{ ...range, account: one, readAt: '2026-01-01T00:00:00Z' }] : [],
      );
      const stored = { transfers, events: [], coverage };
      await core.flows.ledger.append({ owner: { organisationId: owner }, ...stored });
    };
    const wage = transfer(60, 1_011, 1_020, 100n);
    await read(50, [wage, transfer(70, 1_020, 1_021, 80n)]);
    const seed = { kind: 'transaction', chain, tx: wage.tx } as const;
    const { id, endpoints } = await followedSeed(seed, 'forward', owner);
    const paidOn = (ends: typeof endpoints) => ends.find((end) => end.account === paid)?.amountBase;
    expect(paidOn(endpoints)).toBe(80_000_000n);
    const receipts = { kind: 'wallet', account: late ?? wage.to, asset: wage.asset } as const;
    const whole = await followedSeed({ ...receipts, side: 'receipts' }, 'forward', owner);
    expect(whole.lacks).toContain('seed-not-covered');
    await read(0, [transfer(40, 1_012, 1_020, 1_000n)]);
    for (const one of [id, whole.id]) {
      const again = await verifyFlow(core.flows, owner, one, never());
      expect(again).toEqual({ id: one, holds: true, discrepancies: [] });
    }
    const now = await followedSeed({ ...receipts, side: 'receipts' }, 'forward', owner);
    expect(now.lacks).not.toContain('seed-not-covered');
    expect(paidOn((await followedSeed(seed, 'forward', owner)).endpoints)).toBe(0n);
  });

  it('takes no order of outputs for the way back', () => {
    const given = {
      transaction: { chain: bitcoin, tx: 'a'.repeat(64) },
      ...{ methods: [], limits: {} },
      method: 'tiho',
    } as const;
    const ask = (direction: TraceDirection) =>
      readFlowRequest(core.catalogue, { ...given, direction });
    expect(ask('forward').method).toBe('tiho');
    expect(() => ask('backward')).toThrowError(/UTXO/);
  });

  it.each([
    ['what it lacks', "'{completeness}'", '{"state":"complete","reasons":[]}'],
    ['the accounts on it', "'{accounts}'", '[]'],
    ['whose payment it followed', "'{seed,payer}'", '"eip155:1:0x00"'],
  ])('does not hold when somebody alters %s', async (_what, path, value) => {
    const id = systemClock.id();
    await core.database.tenant(organisationId, (tx) =>
      insertFlow(tx, organisationId, {
        id,
        request: {
          seed: {
            kind: 'wallet',
            account: source as never,
            asset: sandboxStablecoin.id,
            side: 'payments',
          },
          method: 'fifo',
          methods: [],
          // One hop is no hop behind the receivers: the answer says so.
          limits: { hopsMax: 1 },
        },
      }),
    );
    await follow(core.flows, organisationId, id, never());
    expect((await verifyFlow(core.flows, organisationId, id, never())).discrepancies).toEqual([]);
    await core.database.system((tx) =>
      sql`update flow set result = jsonb_set(result, ${sql.raw(path)}, ${value}::jsonb)
        where id = ${id}::uuid`.execute(tx),
    );
    expect((await verifyFlow(core.flows, organisationId, id, never())).holds).toBe(false);
  });

  it('does not hold when somebody deletes what it follows', async () => {
    const { id } = await followed(earner, 'receipts');
    await core.database.system((tx) =>
      sql`delete from transfer where height in (20, 21)`.execute(tx),
    );
    const { holds, discrepancies } = await verifyFlow(core.flows, organisationId, id, never());
    expect(holds).toBe(false);
    expect(discrepancies.map(({ kind }) => kind)).toContain('transfer-missing');
  });
});
