import { sql } from 'kysely';
import { PostgresLedger } from '../../src/ledger/postgres/ledger.ts';
import type { LedgerBatch, TransferLedger } from '../../src/ports/transfer-ledger.ts';
import { openTestDatabase } from '../support/database.ts';
import { testTransferLedger } from './transfer-ledger.ts';

testTransferLedger('PostgreSQL', async () => {
  const { database, close } = await openTestDatabase();
  return { ledger: new PostgresLedger(database), close };
});

testTransferLedger('PostgreSQL, a generation for each batch, sealed', async () => {
  const { database, close } = await openTestDatabase();
  const ledger = new PostgresLedger(database);
  const begin = () =>
    database.system((tx) =>
      sql`insert into ledger_generation select max(generation) + 1, 0 from ledger_generation
        on conflict do nothing`.execute(tx),
    );
  const eager: TransferLedger = {
    append: async (batch: LedgerBatch) => {
      const added = await ledger.append(batch);
      await begin();
      return added;
    },
    // One that begins now knows every filter.
    transfersOf: (query) => new PostgresLedger(database).transfersOf(query),
    transaction: (...asked) => ledger.transaction(...asked),
    coverageOf: (...asked) => ledger.coverageOf(...asked),
    withdraw: (...asked) => ledger.withdraw(...asked),
  };
  return { ledger: eager, close };
});
