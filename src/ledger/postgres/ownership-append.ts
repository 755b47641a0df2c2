import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type { IdOf } from './append.ts';
import { bigints, byteas, texts } from './binary-array.ts';
import { encodeHash } from './hash-codec.ts';

/** Stores evidence, each piece once; what came with another block before is replaced. */
export async function appendOwnership(
  tx: Transaction,
  evidence: readonly CommonOwnership[],
  idOf: IdOf,
): Promise<void> {
  if (evidence.length === 0) return;
  // An array of arrays would be unnested to its bottom, so the inner ones travel as text.
  const arrayText = (items: readonly (string | number)[]) => `{${items.join(',')}}`;
  await sql`
    insert into ownership_evidence (chain_id, tx, rule, height, confidence, account_ids, grounds)
    select chain_id, tx, rule, height, confidence::numeric, account_ids::bigint[], grounds::text[]
    from unnest(${bigints(evidence.map((one) => idOf(one.chain)))}::bigint[],
      ${byteas(evidence.map((one) => encodeHash(one.tx)))}::bytea[],
      ${texts(evidence.map((one) => one.rule))}::text[],
      ${bigints(evidence.map((one) => one.height))}::bigint[],
      ${texts(evidence.map((one) => one.confidence.toFixed(5)))}::text[],
      ${texts(evidence.map((one) => arrayText(one.accounts.map(idOf))))}::text[],
      ${texts(evidence.map((one) => arrayText(one.grounds ?? [])))}::text[])
      as e(chain_id, tx, rule, height, confidence, account_ids, grounds)
    on conflict (chain_id, tx, rule) do update set height = excluded.height,
      confidence = excluded.confidence, account_ids = excluded.account_ids,
      grounds = excluded.grounds`.execute(tx);
}
