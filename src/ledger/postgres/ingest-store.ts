import { type RawBuilder, sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { encodeJson } from '../../domain/json.ts';
import type { ChainCursor, ReorgStep } from '../../ports/block-follower.ts';
import type { ChainBatch } from '../../ports/chain-source.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  ComparedChain,
  IngestHalt,
  IngestNote,
  IngestState,
  IngestStore,
} from '../../ports/ingest-store.ts';
import type { LedgerBatch } from '../../ports/transfer-ledger.ts';
import type { OwnershipOf } from '../../ports/utxo-ledger.ts';
import { appendBlocks, appendEvents } from './append.ts';
import { appendTransfers, type StoringPlace } from './append-transfers.ts';
import { appendCoverage } from './coverage.ts';
import { Generations } from './generations.ts';
import { idIn, namesIn } from './ledger.ts';
import { Names } from './names.ts';
import { appendOwnership } from './ownership-append.ts';
import { sharedOwner } from './transfer-queries.ts';
import { appendUtxo } from './utxo-append.ts';
import { utxoNamesIn } from './utxo-ledger.ts';
import { withdrawAbove } from './withdraw.ts';

interface WatchRow {
  readonly chain: ChainId;
  readonly cursor: ChainCursor | null;
  readonly head_height: number | null;
  readonly looked_at: Date | null;
  readonly told_height: number;
  readonly halt: IngestHalt | null;
  readonly error_code: string | null;
  readonly withdraw_above: number | null;
  readonly compared: ComparedChain | null;
}

/** Ingestion kept in PostgreSQL beside the ledger. Leases run by the given clock. */
export class PostgresIngestStore implements IngestStore {
  readonly #database: Database;
  readonly #names: Names;
  readonly #generations: Generations;
  readonly #clock: Clock;
  readonly #ownershipOf: OwnershipOf;

  /** `ownershipOf`: what a transaction shows of common ownership, stored together with it. */
  constructor(database: Database, clock: Clock, ownershipOf: OwnershipOf) {
    this.#database = database;
    this.#names = new Names(database);
    this.#generations = new Generations(database);
    this.#ownershipOf = ownershipOf;
    this.#clock = clock;
  }

  async claim(chain: ChainId, worker: string, leaseMs: number): Promise<boolean> {
    const now = this.#clock.now();
    const until = new Date(now.getTime() + leaseMs);
    const { rows } = await this.#database.system((tx) =>
      sql`
        insert into chain_watch as w (chain, claimed_by, claimed_until)
        values (${chain}, ${worker}, ${until})
        on conflict (chain) do update set claimed_by = ${worker}, claimed_until = ${until}
          where w.claimed_by = ${worker} or w.claimed_until is null or w.claimed_until <= ${now}
        returning chain`.execute(tx),
    );
    return rows.length === 1;
  }

  async states(): Promise<readonly IngestState[]> {
    const { rows } = await this.#database.system((tx) =>
      sql<WatchRow>`select * from chain_watch order by chain`.execute(tx),
    );
    return rows.map(toState);
  }

  async keep(
    worker: string,
    batch: ChainBatch,
    cursor: ChainCursor,
    source: string,
  ): Promise<void> {
    const { utxo = [] } = batch;
    const facts = this.#factsOf(batch, cursor.chain, batch.source ?? source);
    const names = [...namesIn(facts), ...utxoNamesIn(utxo)];
    const idOf = idIn(await this.#names.intern(names));
    const store = async (tx: Transaction, place: StoringPlace) => {
      await this.#stand(tx, worker, cursor);
      await appendTransfers(tx, { ...place, owner: sharedOwner, idOf }, facts.transfers);
      await appendEvents(tx, facts.events, idOf);
      await appendBlocks(tx, facts.blocks ?? [], idOf);
      await appendCoverage(tx, sharedOwner, facts.coverage, idOf);
      const fresh = await appendUtxo(tx, utxo, idOf);
      await appendOwnership(tx, fresh.flatMap(this.#ownershipOf), idOf);
    };
    await this.#generations.storing((place) => this.#database.system((tx) => store(tx, place)));
  }

  async goBack(worker: string, { commonHeight, cursor }: ReorgStep): Promise<void> {
    await this.#database.system(async (tx) => {
      await this.#stand(tx, worker, cursor);
      await sql`
        update chain_watch set told_height = least(told_height, ${commonHeight}),
          withdraw_above = least(withdraw_above, ${commonHeight})
        where chain = ${cursor.chain}`.execute(tx);
      const chainId = (await this.#names.find(tx, [cursor.chain])).get(cursor.chain);
      if (chainId !== undefined) await withdrawAbove(tx, chainId, commonHeight);
    });
  }

  async note(chain: ChainId, worker: string | undefined, note: IngestNote): Promise<void> {
    const changes = changesOf(note, this.#clock.now());
    if (changes.length === 0) return;
    await this.#database.system(async (tx) => {
      const { rows } = await sql`
        update chain_watch set ${sql.join(changes)}
        where chain = ${chain} and (${worker ?? null}::text is null or claimed_by = ${worker ?? null})
        returning chain`.execute(tx);
      if (rows.length === 0) throw claimLost();
    });
  }

  /** Moves the cursor, which only who has the claim may do. */
  async #stand(tx: Transaction, worker: string, cursor: ChainCursor): Promise<void> {
    const { rows } = await sql`
      update chain_watch set cursor = ${encodeJson(cursor)}::jsonb
      where chain = ${cursor.chain} and claimed_by = ${worker}
        and claimed_until > ${this.#clock.now()}
      returning chain`.execute(tx);
    if (rows.length === 0) throw claimLost();
  }

  #factsOf(batch: ChainBatch, chain: ChainId, source: string): LedgerBatch {
    const { fromHeight, toHeight, transfers, events, blockHashes, incomplete = [] } = batch;
    const lacks = incomplete.map(({ code }) => code);
    return {
      owner: { shared: true },
      transfers,
      events,
      blocks: Object.entries(blockHashes).map(([height, hash]) => {
        return { chain, height: Number(height), hash };
      }),
      coverage: [
        {
          ...{ chain, source, fromHeight, toHeight, readAt: this.#clock.now().toISOString() },
          ...(lacks.length > 0 ? { lacks } : {}),
        },
      ],
    };
  }
}

/** The columns that a note sets; a field that it does not have stays as it is. */
function changesOf(note: IngestNote, now: Date): RawBuilder<unknown>[] {
  const {
    cursor,
    finalHeight,
    headHeight,
    toldHeight,
    halt,
    errorCode,
    withdrawAbove: done,
    compared,
  } = note;
  const json = (value: unknown) => (value === null ? null : encodeJson(value));
  return [
    cursor === undefined ? [] : sql`cursor = ${json(cursor)}::jsonb`,
    finalHeight === undefined
      ? []
      : sql`cursor = jsonb_set(cursor, '{finalHeight}', to_jsonb(${finalHeight}::bigint))`,
    headHeight === undefined ? [] : sql`head_height = ${headHeight}, looked_at = ${now}`,
    toldHeight === undefined ? [] : sql`told_height = ${toldHeight}`,
    halt === undefined ? [] : sql`halt = ${json(halt)}::jsonb`,
    errorCode === undefined ? [] : sql`error_code = ${errorCode}`,
    done === undefined ? [] : sql`withdraw_above = ${done}`,
    compared === undefined ? [] : sql`compared = ${json(compared)}::jsonb`,
  ].flat();
}

function claimLost(): WagetraceError {
  return new WagetraceError('ingest.claim-lost', 'Another worker ingests this chain', {
    retryable: true,
  });
}

function toState(row: WatchRow): IngestState {
  return {
    chain: row.chain,
    toldHeight: row.told_height,
    ...(row.cursor ? { cursor: row.cursor } : {}),
    ...(row.head_height === null ? {} : { headHeight: row.head_height }),
    ...(row.looked_at ? { lookedAt: row.looked_at.toISOString() } : {}),
    ...(row.halt ? { halt: row.halt } : {}),
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
    ...(row.compared ? { compared: row.compared } : {}),
    ...(row.withdraw_above === null ? {} : { withdrawAbove: row.withdraw_above }),
  };
}
