import { PostgresUtxoLedger } from '../../src/ledger/postgres/utxo-ledger.ts';
import { ownershipOf } from '../../src/tracing/clustering/ownership.ts';
import { openTestDatabase } from '../support/database.ts';
import { testUtxoLedger } from './utxo-ledger.ts';

testUtxoLedger('PostgreSQL', async () => {
  const { database, close } = await openTestDatabase();
  return { ledger: new PostgresUtxoLedger(database, ownershipOf), close };
});
