import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import { ofChain } from '../database/of-chain.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import type { Flow } from '../domain/flow.ts';
import { encodeJson } from '../domain/json.ts';
import { followGapMs, followsLately, idleMs, quietMs } from './look-pace.ts';
import { isOpen, openPots } from './open-pots.ts';
import { pendingLegs } from './pending-legs.ts';

/** An open flow as those who look at it keep it. */
export interface WatchedFlow {
  readonly flowId: string;
  readonly until: Date;
  /** Looks so far: the next one has this number. */
  readonly looks: number;
  /** Looks since value moved last. */
  readonly idle: number;
  /** Who does not end the look until then has lost it. */
  readonly leasedUntil: Date;
}

/** Stands for the asset where a flow waits for a payment; no asset is called so (CAIP-19). */
const whateverAsset = '*';

/** A look asks each chain for a few wallets at most. */
const lookLeaseMs = 600_000;

/**
 * From now on looks at a flow that was just traced, in the transaction that stores it, in the place
 * of the one that it replaces; a flow that no block can change is looked at no more.
 */
export async function watchFlow(
  tx: Transaction,
  organisationId: string,
  flow: Flow,
  { until, now }: { readonly until: Date; readonly now: Date },
): Promise<void> {
  const before = await takeReplaced(tx, flow.id);
  if (!isOpen(flow, until, now)) return;
  const follows = before ? followsLately(before.follows, before.restedMs) : 0;
  const idle = before?.idle ?? 0;
  const at = (afterMs: number) => new Date(now.getTime() + afterMs);
  await sql`
    insert into flow_watch (organisation_id, flow_id, until, due_at, not_before, idle, follows)
    values (${organisationId}, ${flow.id}, ${until}, ${at(idleMs(idle))},
      ${at(followGapMs(follows))}, ${idle}, ${follows})`.execute(tx);
  await sql`
    insert into flow_pot (organisation_id, flow_id, account, asset)
    select distinct ${organisationId}::uuid, ${flow.id}::uuid, p.account, p.asset
    from jsonb_to_recordset(${encodeJson([...openPots(flow), ...awaitedAt(flow)])}::jsonb)
      as p(account text, asset text)`.execute(tx);
}

/** Who shall be paid by a bridge: a payment to him, in whatever asset, may be what is awaited. */
function awaitedAt(flow: Flow) {
  return pendingLegs(flow).flatMap(({ receiver }) =>
    receiver ? [{ account: receiver, asset: whateverAsset }] : [],
  );
}

/** Ends the watch of the flow itself and of the one that it replaces, and gives back what that was. */
async function takeReplaced(tx: Transaction, flowId: string) {
  const { rows } = await sql<{ idle: number; follows: number; restedMs: number; own: boolean }>`
    delete from flow_watch w using flow f
    where f.id = ${flowId}::uuid and w.flow_id in (f.id, f.replaces)
    returning w.idle, w.follows, w.flow_id = f.id as own,
      (extract(epoch from now() - w.not_before) * 1000)::float8 as "restedMs"`.execute(tx);
  return rows.find((row) => !row.own) ?? rows[0];
}

/**
 * Takes one look in hand: `look` is its number, so that each is made once. It is due again when
 * whoever makes it does not come back, or as soon as something touches the flow meanwhile.
 */
export async function beginLook(
  tx: Transaction,
  flowId: string,
  look: number,
  now: Date,
): Promise<WatchedFlow | undefined> {
  const leasedUntil = new Date(now.getTime() + lookLeaseMs);
  const { rows } = await sql<Omit<WatchedFlow, 'leasedUntil'>>`
    update flow_watch w set due_at = ${leasedUntil}
    where flow_id = ${flowId}::uuid and looks = ${look}
      and not exists (select from flow f where f.organisation_id = w.organisation_id
        and f.replaces = w.flow_id and f.state in ('requested', 'reading'))
    returning flow_id as "flowId", until, looks, idle`.execute(tx);
  return rows[0] && { ...rows[0], leasedUntil };
}

/** Leaves a flow alone for ever. */
export async function unwatchFlow(tx: Transaction, flowId: string): Promise<void> {
  await sql`delete from flow_watch where flow_id = ${flowId}::uuid`.execute(tx);
}

/** Keeps that a look was made: the next one comes `afterMs`, or sooner when something touched the flow. */
export async function endLook(
  tx: Transaction,
  watched: WatchedFlow,
  next: { readonly idle: number; readonly afterMs: number; readonly errorCode?: string },
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + next.afterMs);
  await sql`
    update flow_watch set looks = looks + 1, idle = ${next.idle},
      error_code = ${next.errorCode ?? null},
      due_at = case when due_at < ${watched.leasedUntil} then least(due_at, ${dueAt}) else ${dueAt} end
    where flow_id = ${watched.flowId}::uuid and looks = ${watched.looks}`.execute(tx);
}

/**
 * Makes due the open flows whose value rests with one of the payers, or that wait for a bridge to
 * pay one of the payees, once blocks rest and their last follow is long enough ago. Crosses
 * tenants, and tells nothing of them.
 */
export async function touchFlows(
  database: Database,
  {
    payers,
    payees,
  }: { readonly payers: readonly AccountId[]; readonly payees: readonly AccountId[] },
  now: Date,
): Promise<void> {
  if (payers.length + payees.length === 0) return;
  const soon = new Date(now.getTime() + quietMs);
  await database.system((tx) =>
    sql`
      update flow_watch w set due_at = least(w.due_at, greatest(${soon}::timestamptz, w.not_before))
      from (select distinct organisation_id, flow_id from flow_pot
            where account = any(${payers}) and asset <> ${whateverAsset}
              or account = any(${payees}) and asset = ${whateverAsset}) p
      where w.organisation_id = p.organisation_id and w.flow_id = p.flow_id
        and w.due_at > greatest(${soon}::timestamptz, w.not_before)`.execute(tx),
  );
}

/** The same for every open flow with value on the chain: what was new could not be told one by one. */
export async function touchAllFlows(database: Database, chain: ChainId, now: Date): Promise<void> {
  await database.system((tx) =>
    sql`
      update flow_watch w set due_at = greatest(${now}::timestamptz, w.not_before)
      from (select distinct organisation_id, flow_id from flow_pot
            where ${ofChain(sql`account`, chain)}) p
      where w.organisation_id = p.organisation_id and w.flow_id = p.flow_id
        and w.due_at > greatest(${now}::timestamptz, w.not_before)`.execute(tx),
  );
}

/** Flows to look at now, the longest due first; crosses tenants, and gives ids only. */
export async function dueFlows(
  database: Database,
  now: Date,
  limit: number,
): Promise<{ readonly organisationId: string; readonly flowId: string; readonly look: number }[]> {
  const { rows } = await database.system((tx) =>
    sql<{ organisationId: string; flowId: string; look: number }>`
      select w.organisation_id as "organisationId", w.flow_id as "flowId", w.looks as look
      from flow_watch w
      where w.due_at <= ${now}
        and not exists (select from flow f where f.replaces = w.flow_id
          and f.organisation_id = w.organisation_id and f.state in ('requested', 'reading'))
      order by w.due_at limit ${limit}`.execute(tx),
  );
  return rows;
}
