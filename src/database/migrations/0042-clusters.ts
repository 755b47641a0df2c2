import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/**
 * Evidence of common ownership, which is shared, and what organisations reject of it. A cluster is
 * read from its evidence, account by account, so that new evidence and a reorganisation are rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ownership_evidence (
      chain_id bigint not null, tx bytea not null, rule text not null, height bigint not null,
      confidence numeric(6,5) not null, account_ids bigint[] not null,
      primary key (chain_id, tx, rule))`.execute(db);
  await sql`create index ownership_evidence_account on ownership_evidence
    using gin (account_ids)`.execute(db);
  await sql`create index ownership_evidence_height on ownership_evidence (chain_id, height)`.execute(
    db,
  );
  await sql`grant select on ownership_evidence to wagetrace_app`.execute(db);
  await sql`
    create table ownership_rejection (
      organisation_id uuid not null references organisation,
      chain_id bigint not null, tx bytea not null, reason text not null, actor text not null,
      at timestamptz not null,
      primary key (organisation_id, chain_id, tx))`.execute(db);
  await isolate(db, 'ownership_rejection', 'select, insert');
}
