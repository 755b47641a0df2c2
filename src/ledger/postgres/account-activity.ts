import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { AccountId } from '../../domain/caip.ts';
import type {
  AccountActivity,
  AccountIncome,
  ActivityScope,
  BusyQuery,
  IncomeQuery,
  SendersQuery,
} from '../../ports/account-activity.ts';
import { Names } from './names.ts';

/** Figures over the transfers in PostgreSQL. Throws what `Database` throws. */
export class PostgresActivity implements AccountActivity {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async busyAmong(query: BusyQuery): Promise<readonly AccountId[]> {
    const { accounts, transfersMax } = query;
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const ids = await this.#names.find(tx, accounts);
      // Past the limit an index is left: a busy account costs no more than a page.
      const more = (side: string) => sql`exists (select from transfer t
        where ${sql.ref(`t.${side}`)} = a.id and ${withinRange(query)}
        order by t.height offset ${transfersMax} limit 1)`;
      const { rows } = await sql<{ id: number }>`
        select a.id from unnest(${[...ids.values()]}::bigint[]) as a(id)
        where ${more('from_id')} or ${more('to_id')}`.execute(tx);
      const busy = new Set(rows.map((row) => row.id));
      return accounts.filter((account) => busy.has(ids.get(account) ?? -1));
    });
  }

  async incomeOf(query: IncomeQuery): Promise<AccountIncome> {
    const { account, asset, without, transfersMax, significantBase } = query;
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [account, asset, ...without]);
      const left = without.flatMap((name) => ids.get(name) ?? []);
      const { rows } = await sql<{ senders: string; income: string; transfers: string }>`
        with receipts as (
          select t.from_id, t.amount_base from transfer t
          where t.to_id = ${ids.get(account) ?? null} and t.asset_id = ${ids.get(asset) ?? null}
            and t.from_id <> t.to_id and t.suspect is null and ${withinRange(query)}
          order by t.height limit ${transfersMax + 1}),
        brought as (
          select from_id, sum(amount_base) as amount, count(*) as transfers from receipts group by from_id)
        select coalesce(sum(amount), 0)::text as income, coalesce(sum(transfers), 0)::text as transfers,
          count(*) filter (where amount >= ${significantBase.toString()}::numeric
            and from_id <> all(${left}::bigint[]))::text as senders
        from brought`.execute(tx);
      const [row] = rows;
      return {
        senders: Number(row?.senders ?? 0),
        incomeBase: BigInt(row?.income ?? 0),
        truncated: Number(row?.transfers ?? 0) > transfersMax,
      };
    });
  }

  async activeSenders(query: SendersQuery) {
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [query.chain, query.asset]);
      const { rows } = await sql<{ senders: string; transfers: string }>`
        select count(distinct from_id)::text as senders, count(*)::text as transfers
        from (select t.from_id from transfer t
          where t.chain_id = ${ids.get(query.chain) ?? null} and t.asset_id = ${ids.get(query.asset) ?? null}
            and t.suspect is null and t.kind not in ('mint', 'coinbase', 'reward', 'withdrawal')
            and ${withinRange(query)} limit ${query.transfersMax + 1}) as sent`.execute(tx);
      const [row] = rows;
      const transfers = Number(row?.transfers ?? 0);
      return { senders: Number(row?.senders ?? 0), truncated: transfers > query.transfersMax };
    });
  }
}

function withinRange({ range }: ActivityScope) {
  return sql`t.height between ${range.fromHeight} and ${range.toHeight}`;
}
