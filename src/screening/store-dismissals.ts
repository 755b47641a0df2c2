import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { NameDismissal } from './name-dismissal.ts';

export async function insertDismissal(
  tx: Transaction,
  organisationId: string,
  made: NameDismissal,
): Promise<void> {
  await sql`
    insert into name_dismissal (organisation_id, id, payee_ref, asked, list, uid, party, fingerprint,
                                reason, actor, decided_at, expires_at)
    values (${organisationId}, ${made.id}, ${made.payeeRef}, ${encodeJson(made.asked)}::jsonb,
            ${made.list}, ${made.uid}, ${made.party}, ${made.fingerprint}, ${made.reason},
            ${made.actor}, ${made.decidedAt}, ${made.expiresAt})`.execute(tx);
}

interface DismissalRow extends Omit<NameDismissal, 'decidedAt' | 'expiresAt'> {
  readonly decidedAt: Date;
  readonly expiresAt: Date;
}

const columns = sql`id, payee_ref as "payeeRef", asked, list, uid, party, fingerprint, reason, actor,
  decided_at as "decidedAt", expires_at as "expiresAt"`;

function fromRow(row: DismissalRow): NameDismissal {
  return {
    ...row,
    decidedAt: row.decidedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

/** Findings on these payees that have not expired. */
export async function dismissalsOf(
  tx: Transaction,
  payeeRefs: readonly string[],
  now: Date,
): Promise<NameDismissal[]> {
  const { rows } = await sql<DismissalRow>`
    select ${columns} from name_dismissal
    where payee_ref = any(${payeeRefs}) and expires_at > ${now}`.execute(tx);
  return rows.map(fromRow);
}

/** A page, newest first, the expired among them; `before` is the id that the last page ended with. */
export async function pageOfDismissals(
  tx: Transaction,
  filter: { readonly payeeRef?: string | undefined },
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<NameDismissal[]> {
  const { rows } = await sql<DismissalRow>`
    select ${columns} from name_dismissal
    where (${filter.payeeRef ?? null}::text is null or payee_ref = ${filter.payeeRef ?? null})
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
    order by id desc limit ${page.limit}`.execute(tx);
  return rows.map(fromRow);
}

/** Whether the organisation has this payee. */
export async function hasPayee(tx: Transaction, ref: string): Promise<boolean> {
  const { rows } = await sql`select from payee where ref = ${ref}`.execute(tx);
  return rows.length > 0;
}
