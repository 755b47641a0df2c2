import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { AccountFilter } from './account-filter.ts';
import { storedMeanwhileCode } from './insert-transfers.ts';

/** First key of the locks on generations; any number that nobody else uses. */
const lockClass = 4_190_080;
/** About a million transfers: more would take longer to seal than a batch should wait. */
const bytesMax = 256 * 2 ** 20;
/** Larger ones, of ledgers from before that limit, stay open: they are asked for everybody. */
const sealedBytesMax = 4 * bytesMax;
const sealedCode = 'ledger.generation-sealed';
/** After these the same transaction is run again, and finds what came between. */
const passing: ReadonlySet<string> = new Set([sealedCode, storedMeanwhileCode]);
/** How often the list of sealed generations is read anew. One that is not known is only slower. */
const refreshMs = 60_000;

/**
 * Which part of the ledger's indexes new transfers go to. A generation has at most the size of the
 * server's memory for pages (`shared_buffers`): its indexes are a third of that, so that storing finds the
 * pages that it changes in memory and writes each of them out once, not once for every transfer.
 * A full one is sealed: it gets no more transfers, and a filter says which accounts it has.
 */
export class Generations {
  readonly #database: Database;
  readonly #filters = new Map<number, AccountFilter>();
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The newest generation; a new one is begun when it is full, and one before it is sealed. */
  async newest(): Promise<number> {
    const { newest, unsealed } = await this.#database.system(begin);
    if (unsealed !== undefined) await this.#database.system((tx) => seal(tx, unsealed));
    return newest;
  }

  /** Runs a transaction that stores into a generation, again where another one came between. */
  async storing<T>(store: (generation: number) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await store(await this.newest());
      } catch (error) {
        if (!(error instanceof WagetraceError) || !passing.has(error.code)) throw error;
      }
    }
  }

  /** The filters of sealed generations, as far as they are known here. */
  async filters(): Promise<ReadonlyMap<number, AccountFilter>> {
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
      this.#filters.set(generation, new AccountFilter(accounts));
    }
    return this.#filters;
  }
}

/**
 * Keeps a generation open until the transaction ends. Throws `ledger.generation-sealed` where it
 * gets no more transfers (`Generations.storing` then takes the next one).
 */
export async function holdGeneration(tx: Transaction, generation: number): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockClass}, ${generation})`.execute(tx);
  // In a statement of its own, which sees what was sealed while the lock was waited for.
  const { rows } = await sql<{ sealed: boolean }>`
    select sealed from ledger_generation where generation = ${generation}`.execute(tx);
  if (rows[0]?.sealed === false) return;
  throw new WagetraceError(sealedCode, 'A full generation gets no more transfers', {
    retryable: true,
  });
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

/** Nothing when somebody still stores in it, or seals it: the next batch tries again. */
async function seal(tx: Transaction, generation: number): Promise<void> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${lockClass}, ${generation}) as locked`.execute(tx);
  if (rows[0]?.locked !== true) return;
  const { rows: stored } = await sql<{ hashes: Buffer | null }>`
    select string_agg(int4send(hash), ''::bytea) as hashes from (
      select distinct hash from transfer cross join lateral (values (from_hash), (to_hash)) as h(hash)
      where generation = ${generation}) as h`.execute(tx);
  const filter = AccountFilter.of(hashesIn(stored[0]?.hashes ?? Buffer.alloc(0)));
  await sql`insert into ledger_filter (generation, accounts)
    values (${generation}, ${Buffer.from(filter.bytes)}) on conflict do nothing`.execute(tx);
  await sql`update ledger_generation set sealed = true where generation = ${generation}`.execute(
    tx,
  );
}

function hashesIn(bytes: Buffer): Int32Array {
  return Int32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32BE(4 * at));
}
