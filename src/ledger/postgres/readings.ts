import type { RawBuilder, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ReadingTable } from '../../database/tables/ledger.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Reading, ReadingOutcome, Readings, WantedReading } from '../../ports/readings.ts';

/** Readings of one request. */
const requestMax = 10_000;

type ReadingRow = Selectable<ReadingTable>;

/** Readings in PostgreSQL. Leases run by the given clock, which the workers of one store share. */
export class PostgresReadings implements Readings {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Throws `reading.too-many` beyond 10,000 in one call. */
  async request(wanted: readonly WantedReading[]): Promise<readonly Reading[]> {
    if (wanted.length === 0) return [];
    if (wanted.length > requestMax) {
      throw new WagetraceError('reading.too-many', `At most ${requestMax} readings in one request`);
    }
    const unique = [...new Map(wanted.map((w) => [keyOf(w), w])).values()];
    const now = this.#clock.now();
    // The update changes nothing: without one, a conflicting row would not be returned.
    const readings = await this.#run(sql`
      insert into reading (id, chain, account, from_height, to_height, requested_at)
      select id, chain, account, from_height, to_height, ${now}
      from unnest(${unique.map(() => this.#clock.id())}::uuid[], ${unique.map((w) => w.chain)}::text[],
        ${unique.map((w) => w.account ?? '')}::text[], ${unique.map((w) => w.fromHeight)}::bigint[],
        ${unique.map((w) => w.toHeight)}::bigint[]) as r(id, chain, account, from_height, to_height)
      order by chain, account, from_height, to_height
      on conflict (chain, account, from_height, to_height) where state in ('requested', 'claimed')
        do update set requested_at = reading.requested_at
      returning *`);
    const byKey = new Map(readings.map((reading) => [keyOf(reading), reading]));
    return wanted.flatMap((w) => byKey.get(keyOf(w)) ?? []);
  }

  async find(ids: readonly string[]): Promise<readonly Reading[]> {
    return await this.#run(sql`select * from reading where id = any(${ids}::uuid[])`);
  }

  async claim(id: string, worker: string, leaseMs: number): Promise<boolean> {
    const now = this.#clock.now();
    const until = new Date(now.getTime() + leaseMs);
    return await this.#database.system(async (tx) => {
      // One claim at a time for an account, so that two readings of it do not both look free.
      await sql`select pg_advisory_xact_lock(hashtextextended(chain || ' ' || account, 0))
        from reading where id = ${id}`.execute(tx);
      const { rows } = await sql`
        update reading mine set state = 'claimed', claimed_by = ${worker}, claimed_until = ${until},
          attempts = attempts + (claimed_by is distinct from ${worker})::int
        where id = ${id} and (state = 'requested'
            or state = 'claimed' and (claimed_by = ${worker} or claimed_until <= ${now}))
          and not exists (select from reading other
            where other.chain = mine.chain and other.account = mine.account and other.id <> mine.id
              and other.state = 'claimed' and other.claimed_until > ${now})
        returning id`.execute(tx);
      return rows.length === 1;
    });
  }

  async finish(id: string, worker: string, outcome: ReadingOutcome): Promise<void> {
    const errorCode = outcome.state === 'done' ? null : outcome.errorCode;
    const ended = await this.#run(sql`
      update reading set state = ${outcome.state}, error_code = ${errorCode},
        claimed_by = null, claimed_until = null
      where id = ${id} and state = 'claimed' and claimed_by = ${worker} returning *`);
    if (ended.length === 0) {
      throw new WagetraceError('reading.claim-lost', 'Another worker took over this reading');
    }
  }

  async open(limit: number): Promise<readonly Reading[]> {
    return await this.#run(sql`
      select * from reading where state in ('requested', 'claimed')
        and (claimed_until is null or claimed_until <= ${this.#clock.now()})
      order by requested_at, id limit ${limit}`);
  }

  async #run(query: RawBuilder<unknown>): Promise<readonly Reading[]> {
    // CAST: each query gives whole rows of the table.
    const { rows } = await this.#database.system((tx) =>
      (query as RawBuilder<ReadingRow>).execute(tx),
    );
    return rows.map(toReading);
  }
}

function keyOf(w: WantedReading): string {
  return `${w.chain} ${w.account ?? ''} ${w.fromHeight} ${w.toHeight}`;
}

// CAST (twice): the ids were canonical when they were requested.
function toReading(row: ReadingRow): Reading {
  return {
    id: row.id,
    chain: row.chain as ChainId,
    ...(row.account === '' ? {} : { account: row.account as AccountId }),
    fromHeight: row.from_height,
    toHeight: row.to_height,
    state: row.state,
    attempts: row.attempts,
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
  };
}
