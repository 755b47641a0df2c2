import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/**
 * Which part of the ledger's indexes new transfers go to. A generation has the size of the server's
 * memory for pages (`shared_buffers`): its indexes are a third of that, so that storing finds the
 * pages that it changes in memory and writes each of them out once, not once for every transfer.
 */
export class Generations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The newest generation; a new one is begun when it is full. */
  async newest(): Promise<number> {
    return await this.#database.system(async (tx) => {
      const { rows } = await sql<{ generation: number; bytes: number; full: boolean }>`
        select generation, pg_relation_size('transfer') as bytes,
          pg_relation_size('transfer') - begun_at_bytes
            > pg_size_bytes(current_setting('shared_buffers')) as full
        from ledger_generation order by generation desc limit 1`.execute(tx);
      const [found] = rows;
      if (!found?.full) return found?.generation ?? 0;
      const next = found.generation + 1;
      await sql`insert into ledger_generation (generation, begun_at_bytes)
        values (${next}, ${found.bytes}) on conflict do nothing`.execute(tx);
      return next;
    });
  }
}
