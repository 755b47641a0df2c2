import { randomUUID } from 'node:crypto';
import { PostgresClusterStore } from '../../src/ledger/postgres/cluster-store.ts';
import { PostgresUtxoLedger } from '../../src/ledger/postgres/utxo-ledger.ts';
import { ownershipOf } from '../../src/tracing/clustering/ownership.ts';
import { openTestDatabase } from '../support/database.ts';
import { testClusterStore } from './cluster-store.ts';

testClusterStore('PostgreSQL', async () => {
  const { database, close } = await openTestDatabase();
  const organisations = [randomUUID(), randomUUID()] as const;
  await database.system((tx) =>
    tx
      .insertInto('organisation')
      .values(organisations.map((id) => ({ id, name: `Employer ${id}` })))
      .execute(),
  );
  return {
    ledger: new PostgresUtxoLedger(database, ownershipOf),
    store: new PostgresClusterStore(database),
    organisations,
    close,
  };
});
