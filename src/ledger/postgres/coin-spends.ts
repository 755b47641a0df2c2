import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import { type Outpoint, outpointKey } from '../../domain/utxo.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CoinSpends, SeenCoin } from '../../ports/coin-spends.ts';
import type { SpendReader } from '../../ports/spend-reader.ts';
import { bigints, byteas } from './binary-array.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';

/** Coins that were asked of chains one by one, kept so that a trace can be repeated from the store. */
export class PostgresCoinSpends implements CoinSpends {
  readonly #database: Database;
  readonly #readerOf: (chain: ChainId) => SpendReader | undefined;
  readonly #clock: Clock;

  constructor(
    database: Database,
    readerOf: (chain: ChainId) => SpendReader | undefined,
    clock: Clock,
  ) {
    this.#database = database;
    this.#readerOf = readerOf;
    this.#clock = clock;
  }

  async seen(
    chain: ChainId,
    coins: readonly Outpoint[],
    height: number,
  ): Promise<ReadonlySet<string>> {
    if (coins.length === 0) return new Set();
    const { rows } = await this.#database.system((tx) =>
      sql<{ tx: Buffer; position: number }>`
        select s.tx, s.position
        from unnest(${byteas(coins.map((coin) => encodeHash(coin.tx)))}::bytea[],
          ${bigints(coins.map(({ index }) => index))}::bigint[]) as c(tx, position)
        join seen_coin s using (tx, position)
        where s.chain_id = (select id from ledger_name where name = ${chain})
          and s.height >= ${height}`.execute(tx),
    );
    return new Set(
      rows.map(({ tx, position }) => outpointKey({ tx: decodeHash(tx), index: position })),
    );
  }

  async ask(chain: ChainId, coin: Outpoint, signal: AbortSignal) {
    const reader = this.#readerOf(chain);
    return reader && { ...(await reader.spendOf(coin, signal)), source: reader.name };
  }

  async keep(chain: ChainId, { coin, height, source }: SeenCoin): Promise<void> {
    await this.#database.system((tx) =>
      sql`
        insert into seen_coin (chain_id, tx, position, height, source, read_at)
        select id, ${encodeHash(coin.tx)}, ${coin.index}, ${height}, ${source}, ${this.#clock.now()}
        from ledger_name where name = ${chain}
        on conflict (chain_id, tx, position) do update set height = excluded.height,
          source = excluded.source, read_at = excluded.read_at
          where seen_coin.height < excluded.height`.execute(tx),
    );
  }
}
