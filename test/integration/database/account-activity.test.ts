import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { PostgresActivity } from '../../../src/ledger/postgres/account-activity.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('test:activity');
const [coin, other] = [assetId(`${chain}/erc20:coin`), assetId(`${chain}/erc20:other`)];
const wallet = (name: string) => accountId(`${chain}:${name}`);
const range = { fromHeight: 0, toHeight: 1_000 };
const organisationId = randomUUID();

let number = 0;
function transfer(from: string, to: string, amountBase: bigint, rest: Partial<Transfer> = {}) {
  number += 1;
  return {
    chain,
    height: number,
    blockHash: '',
    time: '2026-01-01T00:00:00.000Z',
    tx: `0x${number.toString(16).padStart(64, '0')}`,
    txIndex: 0,
    position: 0,
    from: wallet(from),
    to: wallet(to),
    asset: coin,
    amountBase,
    kind: 'token' as const,
    ...rest,
  };
}

describe('figures over the transfers of the ledger', () => {
  let opened: TestDatabase;
  let activity: PostgresActivity;

  beforeAll(async () => {
    opened = await openTestDatabase();
    activity = new PostgresActivity(opened.database);
    const ledger = new PostgresLedger(opened.database);
    const transfers = [
      ...Array.from({ length: 8 }, (_, at) => transfer(`customer${at}`, 'shop', 10n)),
      transfer('ours', 'shop', 500n),
      transfer('dust', 'shop', 1n),
      transfer('customer0', 'shop', 77n, { asset: other }),
      transfer('faker', 'shop', 900n, { suspect: 'spoofed' }),
      transfer('late', 'shop', 900n, { height: 5_000 }),
      transfer('shop', 'owner', 300n),
    ];
    await ledger.append({ owner: { shared: true }, transfers, events: [], coverage: [] });
    const imported = [transfer('private', 'shop', 40n)];
    const owner = { organisationId };
    await ledger.append({ owner, transfers: imported, events: [], coverage: [] });
  });
  afterAll(async () => await opened?.close());

  const scope = { organisationId: randomUUID(), chain, range };

  it('name the accounts with more transfers than a limit, on either side', async () => {
    const accounts = ['shop', 'owner', 'customer0', 'nobody'].map(wallet);
    const busy = async (transfersMax: number) =>
      await activity.busyAmong({ ...scope, accounts, transfersMax });
    expect(await busy(5)).toEqual([wallet('shop')]);
    expect(await busy(0)).toEqual(['shop', 'owner', 'customer0'].map(wallet));
    expect(await busy(12)).toEqual([]);
  });

  it('sum what an account took in, and count its senders of value but for ours', async () => {
    const query = {
      ...{ ...scope, account: wallet('shop'), asset: coin, without: [wallet('ours')] },
      ...{ significantBase: 10n, transfersMax: 100 },
    };
    expect(await activity.incomeOf(query)).toEqual({
      senders: 8,
      incomeBase: 581n,
      truncated: false,
    });
    expect(await activity.incomeOf({ ...query, transfersMax: 4 })).toEqual({
      senders: 5,
      incomeBase: 50n,
      truncated: true,
    });
    const own = await activity.incomeOf({ ...query, organisationId });
    expect(own).toEqual({ senders: 9, incomeBase: 621n, truncated: false });
    const unknown = await activity.incomeOf({ ...query, account: wallet('nobody') });
    expect(unknown).toEqual({ senders: 0, incomeBase: 0n, truncated: false });
  });

  it('sum what one account paid another, forgeries left out', async () => {
    const paid = (from: string, asset = coin) =>
      activity.paidBase({ ...scope, asset, from: wallet(from), to: wallet('shop') });
    expect(
      await Promise.all(['customer0', 'owner', 'faker', 'late'].map((one) => paid(one))),
    ).toEqual([10n, 0n, 0n, 0n]);
    expect(await paid('customer0', other)).toBe(77n);
    expect([
      await paid('private'),
      await activity.paidBase({
        ...{ ...scope, organisationId, asset: coin },
        ...{ from: wallet('private'), to: wallet('shop') },
      }),
    ]).toEqual([0n, 40n]);
  });

  it('count who sent an asset', async () => {
    const query = { ...scope, asset: coin, transfersMax: 1_000 };
    expect(await activity.activeSenders(query)).toEqual({ senders: 11, truncated: false });
    expect(await activity.activeSenders({ ...query, organisationId })).toEqual({
      senders: 12,
      truncated: false,
    });
    const cut = await activity.activeSenders({ ...query, transfersMax: 3 });
    expect(cut.truncated).toBe(true);
  });
});
