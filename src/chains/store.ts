import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import {
  type BudgetGrant,
  type ProviderBudget,
  type ProviderRate,
  waitMaxMs,
} from '../ports/provider-budget.ts';

/**
 * The budget of all workers: one row a provider, one statement a request, by the clock of the
 * database. The rate is kept by the generic cell rate algorithm: `due_at` is when the last request
 * counted would be due at the even rate, and a request may come a second's worth early.
 */
export class PostgresBudget implements ProviderBudget {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async take(provider: string, rate: ProviderRate, requests: number): Promise<BudgetGrant> {
    const perRequest = 1 / rate.requestsPerSecond;
    const asked = {
      provider,
      requests,
      cost: requests * perRequest,
      burst: Math.max(0, 1 - perRequest),
      quota: rate.requestsPerDay ?? null,
    };
    return await this.#database.system(async (tx) => {
      const waitSeconds = await count(tx, asked);
      if (waitSeconds === undefined) return await refusal(tx, asked);
      return { granted: true, waitMs: toMs(waitSeconds) };
    });
  }

  async pause(provider: string, pauseMs: number): Promise<void> {
    // Beyond the burst as well, which would let a second's worth through.
    const until = sql`clock_timestamp() + make_interval(secs => ${pauseMs / 1_000 + 1})`;
    await this.#database.system((tx) =>
      sql`
        insert into provider_budget as b (provider, due_at, day, used)
        values (${provider}, ${until}, ${today}, 0)
        on conflict (provider) do update set due_at = greatest(b.due_at, excluded.due_at)`.execute(
        tx,
      ),
    );
  }
}

interface Asked {
  readonly provider: string;
  readonly requests: number;
  /** Seconds that the requests take at the even rate. */
  readonly cost: number;
  /** Seconds that a request may come early. */
  readonly burst: number;
  readonly quota: number | null;
}

const toMs = (seconds: number) => Math.max(0, Math.ceil(seconds * 1_000));

const today = sql`(clock_timestamp() at time zone 'UTC')::date`;
const untilTomorrow = sql<number>`extract(epoch from ((clock_timestamp() at time zone 'UTC')::date + 1)
  - (clock_timestamp() at time zone 'UTC'))::float8`;

/** Counts the requests; seconds until they may be sent, or undefined when they were not counted. */
async function count(tx: Transaction, asked: Asked): Promise<number | undefined> {
  const { provider, requests, cost, burst, quota } = asked;
  const wait = sql`${waitMaxMs / 1_000 + burst}::float8`;
  const { rows } = await sql<{ wait: number }>`
    insert into provider_budget as b (provider, due_at, day, used)
    select ${provider}, clock_timestamp() + make_interval(secs => ${cost}), ${today}, ${requests}
    where ${quota}::int is null or ${requests}::int <= ${quota}::int
    on conflict (provider) do update set
      due_at = greatest(b.due_at, clock_timestamp()) + make_interval(secs => ${cost}),
      day = excluded.day,
      used = case when b.day = excluded.day then b.used else 0 end + excluded.used
    where (b.day <> excluded.day or ${quota}::int is null
        or b.used + excluded.used <= ${quota}::int)
      and b.due_at - make_interval(secs => ${wait}) <= clock_timestamp()
    returning extract(epoch from due_at - clock_timestamp())::float8
      - ${cost}::float8 - ${burst}::float8 as wait`.execute(tx);
  return rows[0]?.wait;
}

/** Why they were not counted. */
async function refusal(tx: Transaction, asked: Asked): Promise<BudgetGrant> {
  const { provider, requests, burst, quota } = asked;
  const { rows } = await sql<{ full: boolean; wait: number; tomorrow: number }>`
    select coalesce(b.day = ${today} and b.used + ${requests}::int > ${quota}::int,
        b.provider is null) as full,
      coalesce(extract(epoch from b.due_at - clock_timestamp())::float8, 0)
        - ${burst}::float8 as wait,
      ${untilTomorrow} as tomorrow
    from (select 1) as one left join provider_budget b on b.provider = ${provider}`.execute(tx);
  const { full = true, wait = 0, tomorrow = 0 } = rows[0] ?? {};
  return full
    ? { granted: false, because: 'quota', retryAfterMs: toMs(tomorrow) }
    : { granted: false, because: 'queue', retryAfterMs: toMs(wait) };
}
