import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  bigints,
  booleans,
  byteas,
  hashedIds,
  integers,
  numerics,
  texts,
  timestamps,
} from '../../../src/ledger/postgres/binary-array.ts';
import { encodeHash, shortHash } from '../../../src/ledger/postgres/hash-codec.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(async () => await store?.close());

it.each([
  ['bigint', bigints([0, -1, Number.MAX_SAFE_INTEGER]), '{0,-1,9007199254740991}'],
  ['int', integers([0, -1, 2 ** 31 - 1]), '{0,-1,2147483647}'],
  ['boolean', booleans([true, false]), '{t,f}'],
  ['bytea', byteas([Buffer.of(0, 255), Buffer.of()]), '{"\\\\x00ff","\\\\x"}'],
  ['text', texts(['é"\\', undefined, '', 'NULL']), '{"é\\"\\\\",NULL,"","NULL"}'],
  [
    'timestamptz',
    timestamps(['1999-12-31T23:59:59.999Z', '2026-01-02T03:04:05Z']),
    '{"1999-12-31 23:59:59.999+00","2026-01-02 03:04:05+00"}',
  ],
  ['bigint', bigints([]), '{}'],
  ['numeric', numerics([0n, 10_000n, 2n ** 256n - 1n]), `{0,10000,${2n ** 256n - 1n}}`],
  [
    'bytea',
    hashedIds(['x:0xab', 'x:cd', 'x:é'], 2).bytes,
    '{"\\\\x01ab","\\\\x02cd","\\\\x00c3a9"}',
  ],
  ['int', integers(hashedIds(['0xab']).hashes), `{${shortHash(encodeHash('0xab'))}}`],
])('the server reads an array of %s as it was meant', async (type, bytes, text) => {
  const { rows } = await store.database.system(async (tx) => {
    await sql`set local timezone = 'UTC'`.execute(tx);
    return await sql<{ text: string }>`
      select (${bytes}::${sql.raw(type)}[])::text as text`.execute(tx);
  });
  expect(rows).toEqual([{ text }]);
});
