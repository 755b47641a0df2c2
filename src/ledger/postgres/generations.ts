import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { StoringPlace } from './append-transfers.ts';
import { HashFilter } from './hash-filter.ts';
import { storedMeanwhileCode } from './insert-transfers.ts';
import { sealedCode, sealGeneration } from './sealed-generations.ts';

/** About a million transfers: more would take longer to seal than a batch should wait. */
const bytesMax = 256 * 2 ** 20;
/** Larger ones, of ledgers from before that limit, stay open: they are asked for everybody. */
const sealedBytesMax = 4 * bytesMax;
/** After these the same transaction is run again, and finds what came between. */
const passing: ReadonlySet<string> = new Set([sealedCode, storedMeanwhileCode]);
/** How often the list of sealed generations is read anew. One that is not known is only slower. */
const refreshMs = 60_000;

/**
 * Which part of the ledger's indexes new transfers go to. A generation has at most the size of the
 * server's memory for pages (`shared_buffers`): its indexes are a third of that, so that storing finds the
 * pages that it changes in memory and writes each of them out once, not once for every transfer.
 * A full one is sealed: it gets no more transfers, and filters say which accounts and transactions
 * it has.
 */
export class Generations {
  readonly #database: Database;
  readonly #filters = new Map<number, HashFilter>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #before: { readonly generation: number; readonly transactions: HashFilter } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Runs a transaction that stores into the newest generation, again where another one came between.
   * A new one is begun when it is full; while the transaction runs, one before it is sealed.
   */
  async storing<T>(store: (place: StoringPlace) => Promise<T>): Promise<T> {
    for (let mayBeNew = true; ; ) {
      const { newest: generation, unsealed } = await this.#database.system(begin);
      try {
        const before = await this.#transactionsOf(generation - 1);
        const [stored] = await Promise.all([
          store({ generation, before, mayBeNew }),
          this.#seal(unsealed),
        ]);
        return stored;
      } catch (error) {
        if (!(error instanceof WagetraceError) || !passing.has(error.code)) throw error;
        if (error.code === storedMeanwhileCode) mayBeNew = false;
      }
    }
  }

  /** The filters of sealed generations, as far as they are known here. */
  async filters(): Promise<ReadonlyMap<number, HashFilter>> {
    const nowMs = performance.now();
    if (nowMs - this.#readAtMs < refreshMs) return this.#filters;
    this.#readAtMs = nowMs;
    const known = [...this.#filters.keys()];
    const { rows } = await this.#database.system((tx) =>
      sql<{ generation: number; accounts: Buffer }>`
        select generation, accounts from ledger_filter
        where generation <> all(${known}::int[])`.execute(tx),
    );
    for (const { generation, accounts } of rows) {
      this.#filters.set(generation, new HashFilter(accounts));
    }
    return this.#filters;
  }

  async #seal(generation: number | undefined): Promise<void> {
    if (generation === undefined) return;
    await this.#database.system((tx) => sealGeneration(tx, generation));
  }

  /** Undefined until it is sealed, and of one that was sealed before such filters were kept. */
  async #transactionsOf(generation: number): Promise<HashFilter | undefined> {
    if (generation < 0) return undefined;
    if (this.#before?.generation === generation) return this.#before.transactions;
    const { rows } = await this.#database.system((tx) =>
      sql<{ transactions: Buffer | null }>`
        select transactions from ledger_filter where generation = ${generation}`.execute(tx),
    );
    const bytes = rows[0]?.transactions;
    if (!bytes) return undefined;
    const transactions = new HashFilter(bytes);
    this.#before = { generation, transactions };
    return transactions;
  }
}

interface Begun {
  readonly newest: number;
  /** The oldest one before it that is not sealed. */
  readonly unsealed: number | undefined;
}

async function begin(tx: Transaction): Promise<Begun> {
  const { rows } = await sql<{
    generation: number;
    bytes: number;
    full: boolean;
    unsealed: number | null;
  }>`
    select generation, pg_relation_size('transfer') as bytes,
      pg_relation_size('transfer') - begun_at_bytes
        > least(pg_size_bytes(current_setting('shared_buffers')), ${bytesMax}::bigint) as full,
      (select min(o.generation) from ledger_generation o
        join ledger_generation n on n.generation = o.generation + 1
        where not o.sealed and n.begun_at_bytes - o.begun_at_bytes <= ${sealedBytesMax}::bigint
      ) as unsealed
    from ledger_generation g order by generation desc limit 1`.execute(tx);
  const [found] = rows;
  const newest = found?.generation ?? 0;
  const unsealed = found?.unsealed ?? undefined;
  if (!found?.full) return { newest, unsealed };
  const next = newest + 1;
  await sql`insert into ledger_generation (generation, begun_at_bytes)
    values (${next}, ${found.bytes}) on conflict do nothing`.execute(tx);
  return { newest: next, unsealed: unsealed ?? newest };
}
