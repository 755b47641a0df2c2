import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { HashFilter } from './hash-filter.ts';

/** First key of the locks on generations; any number that nobody else uses. */
const lockClass = 4_190_080;
/** After it the same transaction is to be run again, into a newer generation. */
export const sealedCode = 'ledger.generation-sealed';
const hashBytes = 4;

/**
 * Keeps a generation open until the transaction ends. Throws `ledger.generation-sealed` where it
 * gets no more transfers (`Generations.storing` then takes the next one).
 */
export async function holdGeneration(tx: Transaction, generation: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockClass}, ${generation})`.execute(tx);
  // In a statement of its own, which sees what was sealed while the lock was waited for.
  const { rows } = await sql<{ sealed: boolean }>`
    select sealed from ledger_generation where generation = ${generation}`.execute(tx);
  if (rows[0]?.sealed === false) return;
  throw new WagetraceError(sealedCode, 'A full generation gets no more transfers', {
    retryable: true,
  });
}

/**
 * Seals a generation: it gets no more transfers, and filters say which accounts and transactions it
 * has. Nothing when somebody still stores in it, or seals it: the next batch tries again.
 */
export async function sealGeneration(tx: Transaction, generation: number): Promise<void> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${lockClass}, ${generation}) as locked`.execute(tx);
  if (rows[0]?.locked !== true) return;
  // Else the server, which often has no figures of a new generation, reads rows in an index's order:
  // each page a dozen times, and nothing else stays in its memory.
  await sql`set local enable_indexscan = off`.execute(tx);
  // What repeats is found here: it takes the server as long again.
  const { rows: stored } = await sql<{ hashes: Buffer | null }>`
    select string_agg(int4send(from_hash) || int4send(to_hash) || int4send(tx_hash), ''::bytea) as hashes
    from transfer where generation = ${generation}`.execute(tx);
  const { accounts, transactions } = filtersOf(stored[0]?.hashes ?? Buffer.alloc(0));
  await sql`insert into ledger_filter (generation, accounts, transactions)
    values (${generation}, ${Buffer.from(accounts.bytes)}, ${Buffer.from(transactions.bytes)})
    on conflict do nothing`.execute(tx);
  await sql`update ledger_generation set sealed = true where generation = ${generation}`.execute(
    tx,
  );
}

/** Of sender, receiver and transaction of each row. */
function filtersOf(hashes: Buffer) {
  const rows = hashes.length / (3 * hashBytes);
  const accounts = new Int32Array(2 * rows);
  const transactions = new Int32Array(rows);
  for (let row = 0, at = 0; row < rows; row += 1, at += 3 * hashBytes) {
    accounts[2 * row] = hashes.readInt32BE(at);
    accounts[2 * row + 1] = hashes.readInt32BE(at + hashBytes);
    transactions[row] = hashes.readInt32BE(at + 2 * hashBytes);
  }
  return { accounts: HashFilter.of(accounts), transactions: HashFilter.of(transactions) };
}
