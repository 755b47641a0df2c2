import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.ts';
import type { AccountId } from '../../../src/domain/caip.ts';
import { transferKey } from '../../../src/domain/transfer.ts';
import { ReadAhead } from '../../../src/flows/read-ahead.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import type { TransferQuery } from '../../../src/ports/transfer-ledger.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { payment, worldAsset, worldChain, worldWallet } from '../../support/flow-world.ts';

const [employer, shop, other] = [1, 2, 3].map(worldWallet) as [AccountId, AccountId, AccountId];
/** Each third pays on; each tenth of these pays one of the other half, who pays as well. */
const receivers = Array.from({ length: 240 }, (_, at) => worldWallet(1_000 + at));
const transfers = receivers.flatMap((receiver, at) => [
  payment(employer, receiver, 10, 10 + at),
  ...(at % 3 === 0 ? [payment(receiver, shop, 4, 400 + at)] : []),
  ...(at % 30 === 0 ? [payment(receiver, receivers[(at + 120) % 240] ?? shop, 1, 700 + at)] : []),
  ...(at % 30 === 0 ? [payment(receiver, receivers[at + 1] ?? shop, 1, 1_000 + at)] : []),
]);
const range = { fromHeight: 0, toHeight: 5_000 };

describe('reading ahead', () => {
  let store: TestDatabase;
  let ledger: PostgresLedger;
  const organisationId = systemClock.id();

  beforeAll(async () => {
    store = await openTestDatabase();
    ledger = new PostgresLedger(store.database);
    await ledger.append({ owner: { shared: true }, transfers, events: [], coverage: [] });
  });
  afterAll(async () => await store?.close());

  const wanted = {
    ...{ organisationId, chain: worldChain, asset: worldAsset, untilTime: undefined },
    ...{ accounts: receivers, known: [employer], range, payersOnly: true },
  };
  const asked = (given: Partial<TransferQuery> = {}): TransferQuery => ({
    ...{ ...wanted, transfersMax: 50_000, wholeOnly: true },
    ...given,
  });
  /** The ledger, and how many accounts were asked for at a time. */
  const counted = () => {
    const questions: number[] = [];
    const transfersOf = async (query: TransferQuery) => {
      questions.push(query.accounts.length);
      return await ledger.transfersOf(query);
    };
    return { questions, transfersOf };
  };
  const begun = async (given: Partial<typeof wanted> = {}) => {
    const ahead = new ReadAhead(ledger);
    await ahead.begin({ ...wanted, ...given });
    return ahead;
  };
  const given = async (ahead: ReadAhead, query: TransferQuery) =>
    (await ahead.transfersOf(query))?.map(transferKey).sort();
  const plain = async (query: TransferQuery) =>
    (await ledger.transfersOf(query)).transfers.map(transferKey).sort();

  it.each([true, false])(
    'gives what the ledger gives, each once (payersOnly: %s)',
    async (payersOnly) => {
      const ahead = await begun({ payersOnly });
      const query = asked({ payersOnly });
      const expected = await plain(query);
      expect(expected.length).toBeGreaterThan(90);
      expect(await given(ahead, query)).toEqual(expected);
    },
  );

  it.each([true, false])(
    'gives of some accounts what the ledger gives (payersOnly: %s)',
    async (payersOnly) => {
      const ahead = await begun({ payersOnly });
      for (const accounts of [receivers.filter((_, at) => at % 4 !== 0), receivers.slice(1, 2)]) {
        const query = asked({ payersOnly, accounts });
        expect(await given(ahead, query)).toEqual(await plain(query));
      }
    },
  );

  it('asks the ledger nothing more for it, in two questions of half the accounts each', async () => {
    const { questions, transfersOf } = counted();
    const ahead = new ReadAhead({ transfersOf });
    await ahead.begin(wanted);
    await ahead.transfersOf(asked());
    await ahead.transfersOf(asked({ accounts: receivers.slice(50) }));
    expect(questions).toEqual([120, 120]);
  });

  const otherwise: readonly (readonly [string, Partial<TransferQuery>])[] = [
    ['from another block on', { range: { ...range, fromHeight: 1 } }],
    ['to another block', { range: { ...range, toHeight: 4_999 } }],
    ['until a time', { untilTime: '2026-01-01T01:00:00.000Z' }],
    ['of another asset', { asset: 'eip155:1/erc20:0x00' as TransferQuery['asset'] & string }],
    ['of those too who pay nothing', { payersOnly: false }],
    ['for another organisation', { organisationId: systemClock.id() }],
    ['for an account besides', { accounts: [...receivers, other] }],
    ['where fewer transfers are wanted than there are', { transfersMax: 20 }],
  ];
  it.each(otherwise)('does not answer what is asked %s', async (_how, query) => {
    const ahead = await begun();
    expect(await ahead.transfersOf(asked(query))).toBeUndefined();
    expect(await ahead.transfersOf(asked())).toBeDefined();
  });

  it.each([
    ['fewer than 200', receivers.slice(0, 199)],
    ['more than 5,000', Array.from({ length: 5_001 }, (_, at) => worldWallet(10_000 + at))],
  ])('reads nothing of %s accounts, and forgets what was read before', async (_how, accounts) => {
    const { questions, transfersOf } = counted();
    const ahead = new ReadAhead({ transfersOf });
    await ahead.begin(wanted);
    await ahead.begin({ ...wanted, accounts });
    expect(questions).toHaveLength(2);
    expect(await ahead.transfersOf(asked({ accounts }))).toBeUndefined();
    expect(await ahead.transfersOf(asked())).toBeUndefined();
  });

  it('is of no use where there was too much to read', async () => {
    const busy = worldWallet(9_999);
    const many = Array.from({ length: 10_001 }, (_, at) =>
      payment(busy, shop, 1, 2_000 + (at % 900)),
    );
    await ledger.append({ owner: { shared: true }, transfers: many, events: [], coverage: [] });
    const accounts = [...receivers, busy];
    const ahead = await begun({ accounts });
    expect(await ahead.transfersOf(asked({ accounts }))).toBeUndefined();
    // Nor for those of which there was not: their half was not read by itself.
    expect(await ahead.transfersOf(asked())).toBeUndefined();
  });

  it('that fails harms nobody: who asks asks the ledger', async () => {
    const nowhere = Database.open(new URL('/nowhere', store.url).href, { max: 1 });
    const ahead = new ReadAhead(new PostgresLedger(nowhere));
    await ahead.begin(wanted);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ahead.transfersOf(asked({ accounts: [other] }))).toBeUndefined();
    expect(await ahead.transfersOf(asked())).toBeUndefined();
    await ahead.begin({ ...wanted, accounts: [] });
    expect(await ahead.transfersOf(asked())).toBeUndefined();
    await nowhere.close();
  });
});
