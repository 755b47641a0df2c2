import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import { type Outpoint, outpointKey } from '../../domain/utxo.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CoinSpends, SeenCoin } from '../../ports/coin-spends.ts';
import type { SpendReader } from '../../ports/spend-reader.ts';
import { appendBlocks } from './append.ts';
import { bigints, byteas } from './binary-array.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import { idIn } from './ledger.ts';
import { Names } from './names.ts';

/** Coins that were asked of chains one by one, kept so that a trace can be repeated from the store. */
export class PostgresCoinSpends implements CoinSpends {
  readonly #database: Database;
  readonly #readerOf: (chain: ChainId) => SpendReader | undefined;
  readonly #clock: Clock;
  readonly #names: Names;

  constructor(
    database: Database,
    readerOf: (chain: ChainId) => SpendReader | undefined,
    clock: Clock,
  ) {
    this.#database = database;
    this.#readerOf = readerOf;
    this.#clock = clock;
    this.#names = new Names(database);
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
    return await this.#readerOf(chain)?.spendOf(coin, signal);
  }

  async keep(chain: ChainId, { coin, height, blockHash, source }: SeenCoin): Promise<boolean> {
    const ids = await this.#names.intern([chain]);
    const chainId = ids.get(chain);
    return await this.#database.system(async (tx) => {
      await appendBlocks(tx, [{ chain, height, hash: blockHash }], idIn(ids));
      // Held until the sight is there, so that whoever takes the block back finds it.
      const { rows } = await sql`
        select 1 from block where chain_id = ${chainId} and height = ${height}
          and hash = ${encodeHash(blockHash)} for share`.execute(tx);
      if (rows.length === 0) return false;
      await sql`
        insert into seen_coin (chain_id, tx, position, height, source, read_at)
        values (${chainId}, ${encodeHash(coin.tx)}, ${coin.index}, ${height}, ${source},
          ${this.#clock.now()})
        on conflict (chain_id, tx, position) do update set height = excluded.height,
          source = excluded.source, read_at = excluded.read_at
          where seen_coin.height < excluded.height`.execute(tx);
      return true;
    });
  }
}
