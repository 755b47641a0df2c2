import type { RawBuilder, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import type { ChainEventTable } from '../../database/tables/ledger.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type { ChainEvent } from '../../domain/transfer.ts';
import type { ChainRecord, EventPage, EventQuery } from '../../ports/chain-record.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import { Names } from './names.ts';

const inOrder = sql`order by height, tx_index, log_index`;

/** Blocks and events in PostgreSQL. Throws what `Database` throws. */
export class PostgresChainRecord implements ChainRecord {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async blockHashes(chain: ChainId, range: HeightRange): Promise<ReadonlyMap<number, string>> {
    return await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return new Map();
      const rows = await tx
        .selectFrom('block')
        .select(['height', 'hash'])
        .where('chain_id', '=', chainId)
        .where('height', '>=', range.fromHeight)
        .where('height', '<=', range.toHeight)
        .orderBy('height')
        .execute();
      return new Map(rows.map((row) => [row.height, decodeHash(row.hash)]));
    });
  }

  async eventsOf(query: EventQuery): Promise<EventPage> {
    const { chain, contracts, range, eventsMax } = query;
    return await this.#database.system(async (tx) => {
      const ids = await this.#names.find(tx, [chain, ...contracts]);
      const chainId = ids.get(chain);
      const contractIds = contracts.flatMap((contract) => ids.get(contract) ?? []);
      if (chainId === undefined) return { events: [], truncated: false };
      const events = await this.#read(
        tx,
        chain,
        sql`
        select * from chain_event
        where chain_id = ${chainId} and contract_id = any(${contractIds}::bigint[])
          and height between ${range.fromHeight} and ${range.toHeight}
        ${inOrder} limit ${eventsMax + 1}`,
      );
      return { events: events.slice(0, eventsMax), truncated: events.length > eventsMax };
    });
  }

  async eventsOfTransactions(
    chain: ChainId,
    txs: readonly string[],
  ): Promise<readonly ChainEvent[]> {
    return await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return [];
      return await this.#read(
        tx,
        chain,
        sql`
        select * from chain_event
        where chain_id = ${chainId} and tx = any(${txs.map(encodeHash)}::bytea[]) ${inOrder}`,
      );
    });
  }

  async #read(
    tx: Transaction,
    chain: ChainId,
    query: RawBuilder<unknown>,
  ): Promise<readonly ChainEvent[]> {
    // CAST: each query gives whole rows of the table.
    const { rows } = await (query as RawBuilder<Selectable<ChainEventTable>>).execute(tx);
    const nameOf = await this.#names.namesOf(
      tx,
      rows.map((row) => row.contract_id),
    );
    return rows.map((row) => ({
      chain,
      height: row.height,
      blockHash: decodeHash(row.block_hash),
      time: row.time.toISOString(),
      tx: decodeHash(row.tx),
      txIndex: row.tx_index,
      logIndex: row.log_index,
      // CAST: only accounts are contracts.
      contract: nameOf(row.contract_id) as AccountId,
      topics: row.topics,
      data: row.data,
    }));
  }
}
