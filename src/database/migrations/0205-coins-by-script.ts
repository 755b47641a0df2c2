import { type Kysely, sql } from 'kysely';

/** Coins without an address are found by the SHA-256 of their script, which names their holder. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Nobody holds what cannot be spent, and a chain is full of it.
  await sql`create index utxo_output_script on utxo_output (sha256(script))
    where account_id is null and script_kind <> 'op-return'`.execute(db);
  await sql`create index utxo_input_script on utxo_input (sha256(script))
    where account_id is null and script is not null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists utxo_output_script`.execute(db);
  await sql`drop index if exists utxo_input_script`.execute(db);
}
