import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import { encodeJson, type Json } from '../../domain/json.ts';
import type { Work } from '../../ports/work.ts';
import type { Stored } from '../decode.ts';
import type { AnswerBasis } from './answer-basis.ts';
import type { InquiryHeights, InquiryQuestion, InquiryRow, InquiryState } from './inquiry.ts';

interface StoredInquiry {
  readonly id: string;
  readonly question: unknown;
  readonly state: InquiryState;
  readonly answer: Json | null;
  readonly failure: { code: string; message: string } | null;
  readonly heights: InquiryHeights | null;
  readonly readings: Record<AccountId, string>;
  readonly wave: number;
  readonly attempt: number;
  readonly created_at: Date;
  readonly answered_at: Date | null;
}

function fromRow(row: StoredInquiry): InquiryRow {
  return {
    id: row.id,
    question: decodeQuestion(row.question),
    state: row.state,
    readings: row.readings,
    wave: row.wave,
    attempt: row.attempt,
    createdAt: row.created_at.toISOString(),
    ...(row.answer === null ? {} : { answer: row.answer }),
    ...(row.failure ? { failure: row.failure } : {}),
    ...(row.heights ? { heights: row.heights } : {}),
    ...(row.answered_at ? { answeredAt: row.answered_at.toISOString() } : {}),
  };
}

/** A question as it was stored, with its amounts as bigint again. */
function decodeQuestion(stored: unknown): InquiryQuestion {
  // CAST: written by `insertInquiry` from a question; the column holds nothing else.
  const question = stored as Stored<InquiryQuestion>;
  if (question.kind !== 'exposure') return question;
  const { minimumBase, ...limits } = question.limits;
  return {
    ...question,
    limits: minimumBase === undefined ? limits : { ...limits, minimumBase: BigInt(minimumBase) },
  };
}

export async function insertInquiry(
  tx: Transaction,
  organisationId: string,
  inquiry: { readonly id: string; readonly question: InquiryQuestion; readonly at: Date },
): Promise<void> {
  const { id, question, at } = inquiry;
  const account = 'account' in question ? question.account : null;
  await sql`
    insert into inquiry (organisation_id, id, kind, account, question, created_at)
    values (${organisationId}, ${id}, ${question.kind}, ${account}, ${encodeJson(question)}::jsonb,
            ${at})`.execute(tx);
}

export async function findInquiry(tx: Transaction, id: string): Promise<InquiryRow | undefined> {
  const { rows } = await sql<StoredInquiry>`
    select * from inquiry where id = ${id}::uuid`.execute(tx);
  return rows[0] && fromRow(rows[0]);
}

/** Newest first; `before` is the id that the last page ended with. */
export async function pageOfInquiries(
  tx: Transaction,
  filter: {
    readonly kind: InquiryQuestion['kind'];
    readonly account?: AccountId | undefined;
    readonly state?: InquiryState | undefined;
  },
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<InquiryRow[]> {
  const { rows } = await sql<StoredInquiry>`
    select * from inquiry
    where kind = ${filter.kind}
      and (${filter.account ?? null}::text is null or account = ${filter.account ?? null})
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
    order by id desc limit ${page.limit}`.execute(tx);
  return rows.map(fromRow);
}

/** One try at an inquiry: blocks that are taken back begin another. */
type InquiryTry = Pick<InquiryRow, 'id' | 'attempt'>;

/**
 * Fixes the ends of chains before anybody looks by them: who takes blocks back finds the inquiry by
 * them. Nothing is kept where that has begun another try meanwhile.
 */
export async function keepHeights(
  tx: Transaction,
  { id, attempt }: InquiryTry,
  heights: InquiryHeights,
): Promise<void> {
  await sql`
    update inquiry set heights = ${encodeJson(heights)}::jsonb
    where id = ${id}::uuid and attempt = ${attempt} and state <> 'answered'`.execute(tx);
  await indexHeights(tx, id, heights);
}

/** Keeps how far an inquiry looks where it is found by that. It may tell too much: the row says. */
async function indexHeights(tx: Transaction, id: string, heights: InquiryHeights): Promise<void> {
  await sql`
    insert into inquiry_height (organisation_id, inquiry_id, chain, to_height)
    select i.organisation_id, i.id, h.key, h.value::bigint
    from inquiry i, jsonb_each_text(${encodeJson(heights)}::jsonb) h where i.id = ${id}::uuid
    on conflict (organisation_id, inquiry_id, chain) do update
      set to_height = greatest(inquiry_height.to_height, excluded.to_height)`.execute(tx);
}

/** Locks an inquiry; false when another try has begun, or has found the answer, meanwhile. */
export async function lockTry(tx: Transaction, { id, attempt }: InquiryTry): Promise<boolean> {
  const { rows } = await sql`
    select 1 from inquiry
    where id = ${id}::uuid and attempt = ${attempt} and state <> 'answered'
    for update`.execute(tx);
  return rows.length > 0;
}

/** Keeps how far an inquiry came, before anybody waits for readings. */
export async function saveWaiting(
  tx: Transaction,
  id: string,
  waiting: Pick<InquiryRow, 'wave' | 'readings'> & { readonly heights: InquiryHeights },
): Promise<void> {
  await sql`
    update inquiry set state = 'reading', wave = ${waiting.wave}, updated_at = now(),
      readings = ${encodeJson(waiting.readings)}::jsonb, heights = ${encodeJson(waiting.heights)}::jsonb
    where id = ${id}::uuid`.execute(tx);
  await indexHeights(tx, id, waiting.heights);
}

export async function saveAnswer(
  tx: Transaction,
  id: string,
  answered: {
    readonly answer: object;
    readonly heights: InquiryHeights;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    update inquiry set state = 'answered', answer = ${encodeJson(answered.answer)}::jsonb,
      heights = ${encodeJson(answered.heights)}::jsonb, failure = null,
      answered_at = ${answered.at}, updated_at = now()
    where id = ${id}::uuid`.execute(tx);
  await indexHeights(tx, id, answered.heights);
}

/** Keeps what an answer stood upon, in place of what an earlier one did. */
export async function saveBasis(
  tx: Transaction,
  organisationId: string,
  id: string,
  basis: AnswerBasis,
): Promise<void> {
  await sql`
    insert into inquiry_basis (organisation_id, inquiry_id, basis)
    values (${organisationId}::uuid, ${id}::uuid, ${encodeJson(basis)}::jsonb)
    on conflict (organisation_id, inquiry_id) do update set basis = excluded.basis`.execute(tx);
}

/** Undefined of answers that stood upon whole accounts alone, or were given before it was kept. */
export async function findBasis(tx: Transaction, id: string): Promise<AnswerBasis | undefined> {
  const { rows } = await sql<{ basis: AnswerBasis }>`
    select basis from inquiry_basis where inquiry_id = ${id}::uuid`.execute(tx);
  return rows[0]?.basis;
}

/** Keeps why a try came to nothing; another one that has begun meanwhile may still find the answer. */
export async function saveInquiryFailure(
  tx: Transaction,
  { id, attempt }: InquiryTry,
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  await sql`
    update inquiry set state = 'failed', failure = ${encodeJson(failure)}::jsonb, updated_at = now()
    where id = ${id}::uuid and attempt = ${attempt} and state <> 'answered'`.execute(tx);
}

/**
 * Has questions begin anew whose answer looked at blocks of the chain above the height, which are
 * no more; the sweep enqueues them. Crosses tenants, and tells nothing of them.
 */
export async function askAgainAbove(
  database: Database,
  chain: ChainId,
  aboveHeight: number,
): Promise<void> {
  await database.system((tx) =>
    sql`
      update inquiry i set state = 'requested', answer = null, answered_at = null, heights = null,
        readings = '{}', wave = 0, attempt = attempt + 1, updated_at = now()
      from inquiry_height h
      where h.chain = ${chain} and h.to_height > ${aboveHeight}
        and i.organisation_id = h.organisation_id and i.id = h.inquiry_id
        and i.state <> 'failed' and (i.heights ->> ${chain})::bigint > ${aboveHeight}`.execute(tx),
  );
}

/** Rows that one sweep enqueues; a younger row is just being enqueued by whoever stored it. */
const sweepMax = 1_000;
const graceSeconds = 10;

/**
 * Inquiries that nobody may be working on, of all organisations: the row's state is the outbox.
 * Crosses tenants, and gives ids only.
 */
export async function inquiriesLeftOver(database: Database): Promise<Work[]> {
  const { rows } = await database.system((tx) =>
    sql<{ organisationId: string; inquiryId: string; attempt: number }>`
      select organisation_id as "organisationId", id as "inquiryId", attempt from inquiry
      where state in ('requested', 'reading')
        and updated_at < now() - make_interval(secs => ${graceSeconds})
      order by updated_at limit ${sweepMax}`.execute(tx),
  );
  return rows.map((row) => ({ kind: 'inquire' as const, ...row }));
}
