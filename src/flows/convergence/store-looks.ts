import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import type { AssetId } from '../../domain/caip.ts';

/** Wages of one organisation in one asset are looked at together at most this often. */
const lookEveryHours = 24;
/** A wage that is still being followed is waited for this long. */
const waitedForHours = 1;
/** Wages of one pay run end one after another: so long none must have. */
const quietSeconds = 5;
/** Where wages are followed all the time, a look waits no longer than this. */
const waitHoursMax = 6;
/** Looks that one sweep asks for. */
const looksMax = 100;
/** Fewer payees with wages on fewer paydays meet nowhere by definition. */
const payeesMin = 2;
const paydaysMin = 2;

/** Notes that a wage was followed to its end: it may meet others now. */
export async function noteWage(
  tx: Transaction,
  organisationId: string,
  asset: AssetId,
  at: Date,
): Promise<void> {
  await sql`
    insert into convergence_look as l (organisation_id, asset, wage_at, waiting_since)
    values (${organisationId}::uuid, ${asset}, ${at}, ${at})
    on conflict (organisation_id, asset) do update set wage_at = excluded.wage_at,
      waiting_since = coalesce(l.waiting_since, excluded.waiting_since)`.execute(tx);
}

/** Organisations and assets whose wages are due to be looked at together. Crosses tenants. */
export async function looksDue(
  database: Database,
  now: Date,
): Promise<readonly { readonly organisationId: string; readonly asset: AssetId }[]> {
  const { rows } = await database.system((tx) =>
    sql<{ organisationId: string; asset: AssetId }>`
      select l.organisation_id as "organisationId", l.asset from convergence_look l
      where l.wage_at is not null
        and (l.looked_at is null
          or l.looked_at < ${now}::timestamptz - make_interval(hours => ${lookEveryHours}))
        and (l.waiting_since < ${now}::timestamptz - make_interval(hours => ${waitHoursMax})
          or l.wage_at < ${now}::timestamptz - make_interval(secs => ${quietSeconds})
          and not exists (
            select 1 from flow f
            where f.organisation_id = l.organisation_id and f.payout_id is not null
              and f.state in ('requested', 'reading')
              and f.updated_at > now() - make_interval(hours => ${waitedForHours})))
      order by l.wage_at limit ${looksMax}`.execute(tx),
  );
  return rows;
}

/** False when another worker took it, or there are too few wages to meet. */
export async function takeLook(tx: Transaction, asset: AssetId, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update convergence_look set wage_at = null, waiting_since = null
    where asset = ${asset} and wage_at is not null returning asset`.execute(tx);
  if (rows.length === 0 || !(await mayMeet(tx))) return false;
  await sql`update convergence_look set looked_at = ${at} where asset = ${asset}`.execute(tx);
  return true;
}

async function mayMeet(tx: Transaction): Promise<boolean> {
  const { rows } = await sql`
    select p.payee_ref from payout p
    join flow f on f.organisation_id = p.organisation_id and f.id = p.flow_id
    where f.state = 'traced' and p.payee_ref is not null
    group by p.payee_ref
    having count(distinct coalesce(p.due_at, (p.settlement ->> 'at')::timestamptz, f.created_at)::date)
      >= ${paydaysMin}
    limit ${payeesMin}`.execute(tx);
  return rows.length >= payeesMin;
}
