import pg from 'pg';
import { WagetraceError } from '../domain/errors.ts';
import type { BinaryRows } from './binary-rows.ts';
import { FrontendMessages } from './frontend-messages.ts';
import type { PreparedRead, PreparedValue } from './prepared-read.ts';
import { RowTap } from './row-tap.ts';

/**
 * Makes the transaction that of a tenant, read-only, with plans that go by indexes whatever the
 * server knows of the tables, and that are made once and not for the values of each query.
 */
const enter = {
  name: 'wagetrace_enter',
  text: `select set_config('role', 'wagetrace_app', true), set_config('wt.organisation', $1, true),
    set_config('transaction_read_only', 'on', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_bitmapscan', 'off', true),
    set_config('plan_cache_mode', 'force_generic_plan', true),
    row_security_active('organisation')`,
};
/** Where its row says whether that separates the tenants. */
const isSeparated = 6;
/** A table or a result has other types than when the statement was prepared, or it is not there. */
const stale: ReadonlySet<string | undefined> = new Set(['0A000', '26000']);
/** The texts of the statements that a connection has prepared, by name. */
const preparedOn = new WeakMap<pg.Connection, Map<string, string>>();

/**
 * Runs a prepared read as a tenant, read-only, in one round trip and one implicit transaction, which
 * first enters the tenant. The caller has checked that the id is a UUID. Throws
 * `database.no-row-security` when the server would not enforce the separation of tenants; what it
 * answered is dropped then; and `database.failed` when it did not answer both.
 */
export async function readPreparedAs(
  client: pg.PoolClient,
  organisationId: string,
  read: PreparedRead,
  values: readonly PreparedValue[],
): Promise<BinaryRows> {
  const once = () => send(client, organisationId, read, values);
  const [entered, rows] = await once().catch((error: unknown) => {
    // It was forgotten with the error, and is prepared anew.
    if (error instanceof pg.DatabaseError && stale.has(error.code)) return once();
    throw error;
  });
  if (!(entered?.next() && entered.boolean(isSeparated))) {
    throw new WagetraceError('database.no-row-security', 'Row-level security is not in force');
  }
  if (!rows) throw new WagetraceError('database.failed', 'A prepared read was not answered');
  return rows;
}

function send(
  client: pg.PoolClient,
  organisationId: string,
  read: PreparedRead,
  values: readonly PreparedValue[],
): Promise<readonly BinaryRows[]> {
  return new Promise((resolve, reject) => {
    const query = new PreparedQuery(organisationId, read, values, (error) => {
      if (error) reject(error);
      else resolve(query.answers());
    });
    client.query(query);
  });
}

/** A query of pg that sends its own messages, and keeps the rows as they come. */
class PreparedQuery extends pg.Query {
  readonly #organisationId: string;
  readonly #read: PreparedRead;
  readonly #values: readonly PreparedValue[];
  #prepared = new Map<string, string>();
  #tap: RowTap | undefined;

  constructor(
    organisationId: string,
    read: PreparedRead,
    values: readonly PreparedValue[],
    done: (error: Error | null) => void,
  ) {
    super(read.text, (error: Error | null) => {
      if (error) this.#forget();
      done(error);
    });
    this.#organisationId = organisationId;
    this.#read = read;
    this.#values = values;
  }

  answers(): readonly BinaryRows[] {
    return this.#tap?.answers() ?? [];
  }

  /** Called by pg when the connection is free. */
  override readonly submit = (connection: pg.Connection): void => {
    this.#prepared = preparedOn.get(connection) ?? new Map();
    preparedOn.set(connection, this.#prepared);
    const messages = new FrontendMessages(this.#values);
    this.#run(messages, enter, [this.#organisationId]);
    this.#run(messages, this.#read, this.#values);
    this.#tap = RowTap.on(connection.stream);
    // Where it is closed already, pg tells by itself that it was.
    if (connection.stream.writable) connection.stream.write(messages.sync());
  };

  #run(
    messages: FrontendMessages,
    { name, text }: PreparedRead,
    values: readonly PreparedValue[],
  ): void {
    if (this.#prepared.get(name) !== text) messages.parse(name, text);
    this.#prepared.set(name, text);
    messages.run(name, values);
  }

  /** Whether the server prepared them before the error is not known, and need not be. */
  #forget(): void {
    this.#prepared.delete(enter.name);
    this.#prepared.delete(this.#read.name);
  }
}
