import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import type { Asset } from '../../../src/domain/asset.ts';
import { assetId, chainId } from '../../../src/domain/caip.ts';
import { complete } from '../../../src/domain/completeness.ts';
import { positionBand, type Transfer } from '../../../src/domain/transfer.ts';
import { type LoadContext, type LoadScope, loadPots } from '../../../src/flows/load-pots.ts';
import { PostgresBalanceAnchors } from '../../../src/ledger/postgres/balance-anchors.ts';
import { PostgresCoinSpends } from '../../../src/ledger/postgres/coin-spends.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { PostgresUtxoLedger } from '../../../src/ledger/postgres/utxo-ledger.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('eip155:990');
const asset = assetId(`${chain}/erc20:0x${'1'.repeat(40)}`);
const account = (n: number) => readAccount(chain, `0x${n.toString(16).padStart(40, '0')}`);
const busy = account(1);
const quiet = account(2);
const unread = account(3);
/** Read from a late block on only; was paid once since. */
const late = account(4);
/** Paid two hundred others, in a wave that has no other busy account. */
const paymaster = account(5);
const until = 100_000;

function transfer(height: number, from: number, to: number): Transfer {
  return {
    chain,
    height,
    blockHash: '',
    time: new Date(1_700_000_000_000 + height * 1_000).toISOString(),
    tx: `0x${height.toString(16).padStart(64, '0')}`,
    txIndex: 0,
    position: positionBand.log,
    from: account(from),
    to: account(to),
    asset,
    amountBase: 5n,
    kind: 'token',
  };
}

describe('loading the pots of a wave', () => {
  let opened: TestDatabase;
  let context: LoadContext;
  const organisationId = systemClock.id();

  beforeAll(async () => {
    opened = await openTestDatabase();
    const { database } = opened;
    await database.system((tx) =>
      createOrganisation(tx, { id: organisationId, name: 'test', sandbox: true }),
    );
    const ledger = new PostgresLedger(database);
    const transfers = Array.from({ length: 60 }, (_, index) =>
      transfer(10 + index, 100 + index, 1),
    );
    const reading = { chain, source: 'test', readAt: '2026-01-01T00:00:00Z', toHeight: until };
    const coverage = [
      ...[busy, quiet, paymaster].map((whole) => ({ ...reading, account: whole, fromHeight: 0 })),
      { ...reading, account: late, fromHeight: 5 },
    ];
    const paid = Array.from({ length: 200 }, (_, index) =>
      transfer(2_000 + index, 5, 1_000 + index),
    );
    await ledger.append({
      owner: { organisationId },
      transfers: [...transfers, transfer(500, 1, 2), transfer(501, 2, 9), ...paid],
      events: [],
      coverage,
    });
    const chains = {
      chains: () => [],
      chain: () => undefined,
      source: () => undefined,
      asset: () => undefined,
      tracing: () => complete,
    };
    const anchors = new PostgresBalanceAnchors(database, () => undefined, systemClock);
    const coins = new PostgresUtxoLedger(database, () => []);
    const spends = new PostgresCoinSpends(database, () => undefined, systemClock);
    context = { ledger, coins, anchors, spends, chains };
  });
  afterAll(async () => await opened?.close());

  const scope = (transfersMax: number): LoadScope => ({
    organisationId,
    horizon: { heights: { [chain]: until }, cut: false },
    untilTime: undefined,
    transfersMax,
    failures: new Map(),
    mayRead: true,
    signal: new AbortController().signal,
  });
  const wanted = (accounts: readonly (typeof busy)[]) =>
    accounts.map((one) => ({ account: one, asset, fromHeight: 10 }));

  it('loads a pot whose account was read from the first block on with its whole history', async () => {
    const loaded = await loadPots(context, scope(1_000), wanted([quiet]));
    expect(loaded.pots).toMatchObject([
      { account: quiet, state: 'loaded', fromHeight: 0, opening: { kind: 'complete-history' } },
    ]);
    expect(loaded.transfers.map((one) => one.height)).toEqual([500, 501]);
  });

  it('costs a page and not the wave when one account has too many transfers', async () => {
    const loaded = await loadPots(context, scope(20), wanted([busy, quiet]));
    const states = new Map(loaded.pots.map((pot) => [pot.account, pot.state]));
    expect(states.get(busy)).toBe('too-large');
    expect(states.get(quiet)).toBe('loaded');
    expect(loaded.transfers.map((one) => one.height)).toEqual([500, 501]);
  });

  it('is stopped by what a pot did since the block that is asked for, not by what it did before', async () => {
    const asked = [{ account: busy, asset, fromHeight: 60 }];
    const loaded = await loadPots(context, scope(20), asked);
    expect(loaded.pots).toMatchObject([
      { account: busy, state: 'loaded', fromHeight: 60, opening: { kind: 'unknown' } },
    ]);
    expect(loaded.transfers.map((one) => one.height)).toEqual([
      60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 500,
    ]);
  });

  it('is not stopped by what a pot does beyond the horizon in days', async () => {
    const untilTime = transfer(24, 0, 0).time;
    const loaded = await loadPots(context, { ...scope(20), untilTime }, wanted([busy, quiet]));
    const state = 'loaded';
    const opening = { kind: 'complete-history' };
    expect(new Set(loaded.pots)).toEqual(
      new Set([busy, quiet].map((one) => ({ account: one, asset, fromHeight: 0, opening, state }))),
    );
    expect(loaded.transfers.map(({ height }) => height)).toEqual(
      Array.from({ length: 15 }, (_, index) => 10 + index),
    );
  });

  it('shows whoever may be a service: what pays many, and what was not read from the first block on', async () => {
    const shown: string[] = [];
    await loadPots(context, scope(1_000), wanted([quiet, late, paymaster]), (requests) => {
      shown.push(...requests.map((request) => request.account));
      return Promise.resolve([]);
    });
    expect(new Set(shown)).toEqual(new Set([late, paymaster]));
  });

  const plain = { id: asset, chain, symbol: 'X', decimals: 6, usdStable: false };

  it('says of an asset that moves beside its transfers that it does', async () => {
    const told = async (conserving?: Asset['conserving']) => {
      const row = conserving && { ...plain, conserving };
      const chains = { ...context.chains, asset: () => row };
      const loaded = await loadPots({ ...context, chains }, scope(1_000), wanted([quiet]));
      return loaded.reasons.map(({ code }) => code);
    };
    expect(await told('yes')).toEqual([]);
    expect(await told('rebasing')).toEqual(['asset-rebasing']);
    expect(await told('fee-on-transfer')).toEqual(['asset-fee-on-transfer']);
    // Of one that is not in the catalogue nobody said that it does not.
    expect(await told()).toEqual(['asset-unlisted']);
  });

  it('says of an account that was never read that it is not covered', async () => {
    const loaded = await loadPots(context, scope(1_000), wanted([unread]));
    expect(loaded.pots).toMatchObject([
      { account: unread, state: 'not-covered', reason: 'no-source' },
    ]);
  });

  it('leaves out what is later than the horizon in days', async () => {
    const untilTime = transfer(500, 0, 0).time;
    const loaded = await loadPots(context, { ...scope(1_000), untilTime }, wanted([quiet]));
    expect(loaded.transfers.map((one) => one.height)).toEqual([500]);
  });

  it('never sees what another organisation imported', async () => {
    const other = { ...scope(1_000), organisationId: systemClock.id() };
    const loaded = await loadPots(context, other, wanted([quiet]));
    expect(loaded.pots).toMatchObject([{ state: 'not-covered' }]);
  });
});
