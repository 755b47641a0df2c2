import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Transfer } from '../../src/domain/transfer.ts';

const columns = `(chain text, height bigint, from_account text, to_account text, asset text,
  time timestamptz, tx_index int, position int, tx text, block_hash text,
  amount_base numeric(78,0), kind text)`;

/** The peers: COPY of the same facts, spelled out, as one would do it without a ledger. */
export class CopyPeers {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** `bare` has no index at all; `indexed` has those without which nothing is found or kept once. */
  static async open(url: string, connections: number): Promise<CopyPeers> {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    await pool.query(`create table bare ${columns};
      create table indexed ${columns};
      alter table indexed add primary key (chain, tx, position);
      create index on indexed (from_account, height);
      create index on indexed (to_account, height);
      create index on indexed (chain, height)`);
    return new CopyPeers(pool);
  }

  async copy(table: 'bare' | 'indexed', rows: readonly Transfer[]): Promise<void> {
    const client = await this.#pool.connect();
    try {
      const lines = rows.map((t) =>
        [t.chain, t.height, t.from, t.to, t.asset, t.time, t.txIndex, t.position, t.tx, t.blockHash]
          .concat([t.amountBase.toString(), t.kind])
          .join('\t'),
      );
      await pipeline([`${lines.join('\n')}\n`], client.query(copyFrom(`copy ${table} from stdin`)));
    } finally {
      client.release();
    }
  }

  /** Rows of the bare table are of no use once they are timed. */
  async empty(): Promise<void> {
    await this.#pool.query('truncate bare');
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
