import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { FindingStep, FoundMatter, PayeeFinding } from '../domain/payee-finding.ts';

interface FindingRow {
  readonly id: string;
  readonly payee_ref: string;
  readonly matter: FoundMatter;
  readonly made: FindingStep;
  readonly confirmed: FindingStep | null;
  readonly revocation: FindingStep | null;
  readonly revoked: FindingStep | null;
}

function fromRow(row: FindingRow): PayeeFinding {
  const { id, matter, made, confirmed, revocation, revoked } = row;
  return {
    ...{ id, payeeRef: row.payee_ref, matter, made },
    ...(confirmed ? { confirmed } : {}),
    ...(revocation ? { revocation } : {}),
    ...(revoked ? { revoked } : {}),
  };
}

/** Keeps a new finding; false when one of the same matter stands already. */
export async function insertFinding(
  tx: Transaction,
  organisationId: string,
  { id, payeeRef, matter, made }: PayeeFinding,
): Promise<boolean> {
  const party = matter.kind === 'is-listed-party' ? matter : undefined;
  const { rows } = await sql`
    insert into payee_finding (organisation_id, id, payee_ref, matter, list, uid, made)
    values (${organisationId}::uuid, ${id}::uuid, ${payeeRef}, ${encodeJson(matter)}::jsonb,
            ${party?.list ?? null}, ${party?.uid ?? null}, ${encodeJson(made)}::jsonb)
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

/** Reads one finding and locks it until the transaction ends. */
export async function lockFinding(tx: Transaction, id: string): Promise<PayeeFinding | undefined> {
  const { rows } = await sql<FindingRow>`
    select * from payee_finding where id = ${id}::uuid for update`.execute(tx);
  return rows[0] && fromRow(rows[0]);
}

export async function saveFinding(tx: Transaction, finding: PayeeFinding): Promise<void> {
  const json = (step: FindingStep | undefined) => (step ? encodeJson(step) : null);
  await sql`
    update payee_finding set confirmed = ${json(finding.confirmed)}::jsonb,
      revocation = ${json(finding.revocation)}::jsonb, revoked = ${json(finding.revoked)}::jsonb
    where id = ${finding.id}::uuid`.execute(tx);
}

/**
 * Findings on these payees that count now: of a party while its list names it, of a status once it
 * is confirmed, and none that was revoked.
 */
export async function findingsOf(
  tx: Transaction,
  payeeRefs: readonly string[],
): Promise<PayeeFinding[]> {
  const { rows } = await sql<FindingRow>`
    select f.* from payee_finding f
    where payee_ref = any(${payeeRefs}) and revoked is null
      and case when list is null then confirmed is not null
          else exists (select from listed_party p where p.list = f.list and p.uid = f.uid
                       and p.row_to is null and p.until is null) end
    order by id`.execute(tx);
  return rows.map(fromRow);
}

/** Payees that analysts found to be one of these parties of a list. */
export async function payeesFoundToBe(
  tx: Transaction,
  list: string,
  uids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ payee_ref: string }>`
    select distinct payee_ref from payee_finding
    where list = ${list} and uid = any(${uids}) and revoked is null order by payee_ref`.execute(tx);
  return rows.map((row) => row.payee_ref);
}

/** A page, newest first, the revoked among them; `before` is the id that the last page ended with. */
export async function pageOfFindings(
  tx: Transaction,
  filter: { readonly payeeRef?: string | undefined },
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<PayeeFinding[]> {
  const { rows } = await sql<FindingRow>`
    select * from payee_finding
    where (${filter.payeeRef ?? null}::text is null or payee_ref = ${filter.payeeRef ?? null})
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
    order by id desc limit ${page.limit}`.execute(tx);
  return rows.map(fromRow);
}
