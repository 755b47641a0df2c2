import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { Generations } from '../../../src/ledger/postgres/generations.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('test:payers');
const account = (who: string) => accountId(`${chain}:${who}`);
/** Of each account what it received stands in the one generation and what it paid in the other. */
const generations = ['sealed first', 'sealed', 'open first', 'open'] as const;
type Generation = (typeof generations)[number];
const pairs = generations.flatMap((received) =>
  generations.map((paid): [Generation, Generation] => [received, paid]),
);
const nameOf = (received: Generation, paid: Generation | 'nowhere') =>
  account(`${received} ${paid}`.replaceAll(' ', '-'));

let made = 0;
function transfer(from: AccountId, to: AccountId): Transfer {
  made += 1;
  return {
    ...{ chain, height: made, blockHash: '0xb1', time: '2026-01-02T03:04:05.678Z' },
    ...{ tx: `0x${made.toString(16).padStart(4, '0')}`, txIndex: 0, position: 1, from, to },
    ...{ asset: assetId(`${chain}/erc20:c`), amountBase: 7n, kind: 'token' },
  };
}

describe('of payers only, in whichever generations their transfers are', () => {
  let store: TestDatabase;
  const stored: Transfer[] = [];

  const append = async (generation: Generation): Promise<void> => {
    const receipts = [
      ...pairs.filter(([received]) => received === generation).map(([, paid]) => paid),
      'nowhere' as const,
    ].map((paid) => transfer(account('x'), nameOf(generation, paid)));
    const payments = pairs
      .filter(([, paid]) => paid === generation)
      // To one who pays nothing: given from the payer's side alone.
      .map(([received, paid]) => transfer(nameOf(received, paid), nameOf(received, 'nowhere')));
    const transfers = [...receipts, ...payments];
    stored.push(...transfers);
    const batch = { transfers, events: [], coverage: [] };
    await new PostgresLedger(store.database).append({ owner: { shared: true }, ...batch });
  };
  const begin = () =>
    store.database.system(async (tx) => {
      await sql`insert into ledger_generation select max(generation) + 1, 0 from ledger_generation`.execute(
        tx,
      );
    });
  /** Whoever stores seals what was begun before; this is a writer who has not come to it. */
  const unseal = (generation: number) =>
    store.database.system(async (tx) => {
      await sql`update ledger_generation set sealed = false where generation = ${generation}`.execute(
        tx,
      );
      await sql`delete from ledger_filter where generation = ${generation}`.execute(tx);
    });

  beforeAll(async () => {
    store = await openTestDatabase();
    for (const generation of generations) {
      if (generation !== 'sealed first') await begin();
      await append(generation);
    }
    await unseal(generations.indexOf('open first'));
  });
  afterAll(async () => await store?.close());

  const range = { fromHeight: 0, toHeight: 9_999 };
  /** As a process sees it that begins now, and knows every filter. */
  const read = async (accounts: readonly AccountId[], transfersMax = 999) =>
    await new PostgresLedger(store.database).transfersOf({
      ...{ organisationId: crypto.randomUUID(), chain, range, accounts, transfersMax },
      payersOnly: true,
    });

  it('stands on two sealed ones and two open ones', async () => {
    expect((await new Generations(store.database).filters()).size).toBe(2);
    const { rows } = await store.database.system((tx) =>
      sql<{ count: string }>`select count(*) from ledger_generation where not sealed`.execute(tx),
    );
    expect(rows.map(({ count }) => Number(count))).toEqual([2]);
  });

  it.each(pairs)('what came to a payer is %s, what he paid %s', async (received, paid) => {
    const payer = nameOf(received, paid);
    const expected = stored.filter(({ from, to }) => from === payer || to === payer);
    expect(expected).toHaveLength(2);
    expect((await read([payer])).transfers).toEqual(expected);
  });

  it('together with those who pay nothing: each once, in order, up to the limit', async () => {
    const payers = pairs.map(([received, paid]) => nameOf(received, paid));
    const resting = generations.map((received) => nameOf(received, 'nowhere'));
    const expected = stored.filter(({ from, to }) =>
      [from, to].some((one) => payers.includes(one)),
    );
    expect(await read([...resting, ...payers])).toEqual({ transfers: expected, truncated: false });
    expect(await read([...resting, ...payers], 20)).toEqual({
      transfers: expected.slice(0, 20),
      truncated: true,
    });
    expect((await read(resting)).transfers).toEqual([]);
  });
});
