import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type {
  AccountActivity,
  AccountIncome,
  ActivityScope,
  BusyQuery,
  IncomeQuery,
  PaidQuery,
  SendersQuery,
} from '../../ports/account-activity.ts';
import { byteas, hashedIds, integers } from './binary-array.ts';
import { encodeHash, shortHash } from './hash-codec.ts';
import { Names } from './names.ts';
import { ofChain } from './transfer-queries.ts';

/** Figures over the transfers in PostgreSQL. Throws what `Database` throws. */
export class PostgresActivity implements AccountActivity {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async busyAmong(query: BusyQuery): Promise<readonly AccountId[]> {
    const { accounts, chain, transfersMax } = query;
    const own = accounts.filter((account) => account.startsWith(`${chain}:`));
    const { bytes, hashes } = hashedIds(own, chain.length + 1);
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain) ?? null;
      // Past the limit an index is left: a busy account costs no more than a page.
      const more = (side: 'from' | 'to') => sql`exists (
        select from ledger_generation g cross join lateral (
          select from transfer t where t.generation = g.generation
            and t.${sql.raw(side)}_hash = a.hash and t.${sql.raw(side)}_account = a.account
            and ${ofChain(chainId)} and ${withinRange(query)} limit ${transfersMax + 1}) t
        offset ${transfersMax} limit 1)`;
      const { rows } = await sql<{ place: number }>`
        select place from unnest(${bytes}::bytea[], ${integers(hashes)}::int[])
          with ordinality as a(account, hash, place)
        where ${more('from')} or ${more('to')}`.execute(tx);
      const busy = new Set(rows.map((row) => own[row.place - 1]));
      return accounts.filter((account) => busy.has(account));
    });
  }

  async incomeOf(query: IncomeQuery): Promise<AccountIncome> {
    const { account, asset, chain, transfersMax, significantBase } = query;
    const receiver = spelled(chain, account);
    const without = query.without.map((one) => spelled(chain, one));
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [chain, asset]);
      const { rows } = await sql<{ senders: string; income: string; transfers: string }>`
        with receipts as (
          select t.from_account, t.amount_base from ledger_generation g cross join lateral (
            select * from transfer t
            where t.generation = g.generation and t.to_hash = ${shortHash(receiver)}
              and t.to_account = ${receiver} and ${ofChain(ids.get(chain) ?? null)}
              and t.asset_id = ${ids.get(asset) ?? null} and t.from_account <> t.to_account
              and t.suspect is null and ${withinRange(query)}
            order by t.height limit ${transfersMax + 1}) t
          order by t.height limit ${transfersMax + 1}),
        brought as (
          select from_account, sum(amount_base) as amount, count(*) as transfers
          from receipts group by from_account)
        select coalesce(sum(amount), 0)::text as income, coalesce(sum(transfers), 0)::text as transfers,
          count(*) filter (where amount >= ${significantBase.toString()}::numeric
            and from_account <> all(${byteas(without)}::bytea[]))::text as senders
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
        select count(distinct from_account)::text as senders, count(*)::text as transfers
        from (select t.from_account from transfer t
          where t.chain_id = ${ids.get(query.chain) ?? null} and t.asset_id = ${ids.get(query.asset) ?? null}
            and t.suspect is null and t.kind not in ('mint', 'coinbase', 'reward', 'withdrawal')
            and ${withinRange(query)} limit ${query.transfersMax + 1}) as sent`.execute(tx);
      const [row] = rows;
      const transfers = Number(row?.transfers ?? 0);
      return { senders: Number(row?.senders ?? 0), truncated: transfers > query.transfersMax };
    });
  }

  async paidBase(query: PaidQuery): Promise<bigint> {
    const { chain, asset } = query;
    const sender = spelled(chain, query.from);
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [chain, asset]);
      const { rows } = await sql<{ paid: string }>`
        select coalesce(sum(t.amount_base), 0)::text as paid
        from ledger_generation g cross join lateral (
          select amount_base from transfer t
          where t.generation = g.generation and t.from_hash = ${shortHash(sender)}
            and t.from_account = ${sender} and t.to_account = ${spelled(chain, query.to)}
            and ${ofChain(ids.get(chain) ?? null)} and t.asset_id = ${ids.get(asset) ?? null}
            and t.suspect is null and ${withinRange(query)}) t`.execute(tx);
      return BigInt(rows[0]?.paid ?? 0);
    });
  }
}

/** The account as rows of its chain spell it. */
const spelled = (chain: ChainId, account: AccountId): Buffer =>
  encodeHash(account.slice(chain.length + 1));

function withinRange({ range }: ActivityScope) {
  return sql`t.height between ${range.fromHeight} and ${range.toHeight}`;
}
