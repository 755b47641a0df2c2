import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import { WagetraceError } from '../../domain/errors.ts';

/** Names kept in memory, about 150 bytes each. */
const cachedMax = 500_000;
/** Names of one statement. */
const statementMax = 20_000;

/**
 * The numbers by which the ledger knows chains, accounts and assets. A number never changes its
 * name, so what is once read stays true.
 */
export class Names {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The numbers of the names, made where there are none. In a transaction of its own, so that a
   * number in memory is always one that was committed and no writer waits for another's batch.
   */
  async intern(names: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set(names);
    const known = this.#cachedIds(wanted);
    const missing = () => [...wanted].filter((name) => !known.has(name));
    for (const part of parts(missing())) {
      await this.#database.system((tx) => this.#read(tx, part, known));
    }
    for (const part of parts(missing())) {
      await this.#database.system(async (tx) => {
        // In one order for all writers, or two of them could wait for each other.
        await sql`insert into ledger_name (name) select name from unnest(${part}::text[]) as name
          order by name on conflict do nothing`.execute(tx);
        await this.#read(tx, part, known);
      });
    }
    return known;
  }

  /** The numbers of those names that have one. */
  async find(tx: Transaction, names: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const wanted = new Set(names);
    const known = this.#cachedIds(wanted);
    const missing = [...wanted].filter((name) => !known.has(name));
    for (const part of parts(missing)) await this.#read(tx, part, known);
    return known;
  }

  /** The names of the numbers. Throws `ledger.unknown-name` when the store was tampered with. */
  async namesOf(tx: Transaction, ids: Iterable<number>): Promise<(id: number) => string> {
    const names = new Map<number, string>();
    const missing: number[] = [];
    for (const id of new Set(ids)) {
      const name = this.#names.get(id);
      if (name === undefined) missing.push(id);
      else names.set(id, name);
    }
    for (const part of parts(missing)) {
      const rows = await tx
        .selectFrom('ledger_name')
        .selectAll()
        .where('id', '=', sql<number>`any(${part}::bigint[])`)
        .execute();
      for (const { id, name } of rows) names.set(id, this.#keep(id, name));
    }
    return (id) => {
      const name = names.get(id);
      if (name === undefined) {
        throw new WagetraceError('ledger.unknown-name', 'A row names an id that is not stored');
      }
      return name;
    };
  }

  #cachedIds(names: ReadonlySet<string>): Map<string, number> {
    const known = new Map<string, number>();
    for (const name of names) {
      const id = this.#ids.get(name);
      if (id !== undefined) known.set(name, id);
    }
    return known;
  }

  async #read(tx: Transaction, names: string[], into: Map<string, number>): Promise<void> {
    const rows = await tx
      .selectFrom('ledger_name')
      .selectAll()
      .where('name', '=', sql<string>`any(${names}::text[])`)
      .execute();
    for (const { id, name } of rows) {
      this.#keep(id, name);
      into.set(name, id);
    }
  }

  #keep(id: number, name: string): string {
    if (this.#ids.size >= cachedMax) {
      this.#ids.clear();
      this.#names.clear();
    }
    this.#ids.set(name, id);
    this.#names.set(id, name);
    return name;
  }
}

function* parts<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += statementMax) {
    yield items.slice(start, start + statementMax);
  }
}
