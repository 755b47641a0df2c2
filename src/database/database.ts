import type { Transaction as KyselyTransaction, RawBuilder } from 'kysely';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { WagetraceError } from '../domain/errors.ts';
import type { BinaryRows } from './binary-rows.ts';
import { databaseError } from './errors.ts';
import { openPool } from './pool.ts';
import type { PreparedRead, PreparedValue } from './prepared-read.ts';
import type { Tables } from './tables.ts';
import { readPreparedAs } from './tenant-prepared.ts';
import { readAs } from './tenant-read.ts';

/** What a store writes and reads through; commits when the `run` that got it returns. */
export type Transaction = KyselyTransaction<Tables>;

export interface DatabaseOptions {
  /** Connections at most; 10 when not given. */
  readonly max?: number;
  /** Told of connections that broke while idle. The next statement opens a new one. */
  readonly onIdleError?: (error: Error) => void;
}

const organisationPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Owns the shared facts in the ledger, so no organisation may have it. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The PostgreSQL store. There are two ways in and no third: as one organisation, under row-level
 * security, or as the system. Errors of the server leave both as WagetraceError
 * (`database.unavailable` and `database.conflict` retryable, `database.failed`).
 *
 * In rows: numeric is a decimal string, int8 a number (`database.unsafe-integer` beyond 2^53),
 * timestamptz a Date, date the text YYYY-MM-DD, bytea a Buffer, jsonb a value; what is written to
 * jsonb goes through `encodeJson`.
 */
export class Database {
  readonly #kysely: Kysely<Tables>;
  readonly #pool: Pool;

  private constructor(pool: Pool) {
    this.#pool = pool;
    this.#kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  }

  /**
   * Connects when first used. A UNIX socket is named in the query,
   * `postgres://wagetrace@localhost/wagetrace?host=/run/socket-folder`: libpq, pg and WHATWG URL
   * all read that form.
   */
  static open(url: string, options: DatabaseOptions = {}): Database {
    return new Database(openPool(url, options));
  }

  /**
   * One transaction that sees and writes the rows of this organisation only, and shared facts
   * read-only. Throws `database.bad-organisation` for an id that is no UUID in lower case, and
   * `database.no-row-security` when the server would not enforce the separation.
   */
  async tenant<T>(organisationId: string, run: (tx: Transaction) => Promise<T>): Promise<T> {
    checkOrganisation(organisationId);
    return await this.#transaction(async (tx) => {
      await enterTenant(tx, organisationId);
      return await run(tx);
    });
  }

  /**
   * Calls a function of the schema that enters the tenant by itself: one statement, one
   * transaction, one round trip, for what is stored while a caller waits. Throws
   * `database.bad-organisation`.
   */
  async callAsTenant(
    organisationId: string,
    name: 'store_screenings',
    ...documents: readonly string[]
  ): Promise<void> {
    checkOrganisation(organisationId);
    const places = documents.map((_, at) => `$${at + 2}::jsonb`).join(', ');
    try {
      // Prepared under its name once on each connection, past the builder: it is asked the most.
      await this.#pool.query({
        name,
        text: `select ${name}($1::uuid, ${places})`,
        values: [organisationId, ...documents],
      });
    } catch (error) {
      throw databaseError(error);
    }
  }

  /**
   * Rows of one query, read-only, under the same separation as `tenant`, in one round trip: for
   * what is asked many times while somebody waits. It takes no parameters: values are literals
   * (`sql.lit`). Throws what `tenant` throws, and `database.failed` for a query with parameters.
   */
  async rowsAsTenant<Row extends QueryResultRow>(
    organisationId: string,
    query: RawBuilder<Row>,
  ): Promise<readonly Row[]> {
    const text = this.#literal(query);
    const rows = await this.#readAsTenant(organisationId, (client) =>
      readAs(client, organisationId, text),
    );
    // CAST: the query was given with the type of its rows.
    return rows as readonly Row[];
  }

  /**
   * The same for a query with parameters that each connection prepares once, in the binary format:
   * for answers of ten thousands of rows, which spelled as text take longer to read than to find.
   */
  async binaryAsTenant(
    organisationId: string,
    read: PreparedRead,
    values: readonly PreparedValue[],
  ): Promise<BinaryRows> {
    return await this.#readAsTenant(organisationId, (client) =>
      readPreparedAs(client, organisationId, read, values),
    );
  }

  /**
   * One transaction as the owner of the schema, across all tenants. Only for shared facts and the
   * named functions that must cross tenants; never with input that names rows of a tenant.
   */
  async system<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    return await this.#transaction(run);
  }

  async close(): Promise<void> {
    await this.#kysely.destroy();
  }

  /** The text of a query without parameters. */
  #literal(query: RawBuilder<unknown>): string {
    const { sql: text, parameters } = query.compile(this.#kysely);
    if (parameters.length > 0) {
      throw new WagetraceError('database.failed', 'A query in one message has no parameters');
    }
    return text;
  }

  async #readAsTenant<T>(
    organisationId: string,
    read: (client: PoolClient) => Promise<T>,
  ): Promise<T> {
    checkOrganisation(organisationId);
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      return await read(client);
    } catch (error) {
      throw databaseError(error);
    } finally {
      client?.release();
    }
  }

  async #transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#kysely.transaction().execute(run);
    } catch (error) {
      throw databaseError(error);
    }
  }
}

function checkOrganisation(id: string): void {
  if (!organisationPattern.test(id) || id === nobody) {
    throw new WagetraceError('database.bad-organisation', 'Not the id of an organisation');
  }
}

/**
 * A superuser passes by row-level security, so the transaction first becomes the application's
 * role; both settings end with it. Whether that worked is asked each time, in the same round trip.
 */
async function enterTenant(tx: Transaction, organisationId: string): Promise<void> {
  const { rows } = await sql<{ active: boolean }>`
    select set_config('role', 'wagetrace_app', true),
      set_config('wt.organisation', ${organisationId}, true),
      row_security_active('organisation') as active`.execute(tx);
  if (rows[0]?.active !== true) {
    throw new WagetraceError('database.no-row-security', 'Row-level security is not in force');
  }
}
