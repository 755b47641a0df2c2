import { PostgresLedger } from '../../src/ledger/postgres/ledger.ts';
import { openTestDatabase } from '../support/database.ts';
import { testTransferLedger } from './transfer-ledger.ts';

testTransferLedger('PostgreSQL', async () => {
  const { database, close } = await openTestDatabase();
  return { ledger: new PostgresLedger(database), close };
});
