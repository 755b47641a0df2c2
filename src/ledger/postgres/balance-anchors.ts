import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { type ChainId, chainOf } from '../../domain/caip.ts';
import { encodeJson } from '../../domain/json.ts';
import type { AnchorRequest, BalanceAnchor, BalanceAnchors } from '../../ports/balance-anchors.ts';
import type { BalanceReader } from '../../ports/balance-reader.ts';
import type { Clock } from '../../ports/clock.ts';

/** Balances that were asked of chains, kept so that a trace can be repeated from the store. */
export class PostgresBalanceAnchors implements BalanceAnchors {
  readonly #database: Database;
  readonly #readerOf: (chain: ChainId) => BalanceReader | undefined;
  readonly #clock: Clock;

  constructor(
    database: Database,
    readerOf: (chain: ChainId) => BalanceReader | undefined,
    clock: Clock,
  ) {
    this.#database = database;
    this.#readerOf = readerOf;
    this.#clock = clock;
  }

  async stored(requests: readonly AnchorRequest[]): Promise<readonly BalanceAnchor[]> {
    if (requests.length === 0) return [];
    const { rows } = await this.#database.system((tx) =>
      sql<Omit<BalanceAnchor, 'amountBase'> & { amount_base: string }>`
        select a.account, a.asset, a.height, a.amount_base, a.source from balance_anchor a
        join jsonb_to_recordset(${encodeJson(requests)}::jsonb)
          as r(account text, asset text, height bigint) using (account, asset, height)`.execute(tx),
    );
    return rows.map(({ amount_base, ...row }) => ({ ...row, amountBase: BigInt(amount_base) }));
  }

  async ask(request: AnchorRequest, signal: AbortSignal): Promise<BalanceAnchor | undefined> {
    const reader = this.#readerOf(chainOf(request.account));
    const { account, asset, height } = request;
    const amountBase = await reader?.balanceAt(account, asset, height, signal);
    if (!reader || amountBase === undefined) return undefined;
    const anchor: BalanceAnchor = { ...request, amountBase, source: reader.name };
    await this.#database.system((tx) =>
      sql`
        insert into balance_anchor (account, asset, height, amount_base, source, read_at)
        values (${account}, ${asset}, ${height}, ${amountBase.toString()}::numeric, ${reader.name},
                ${this.#clock.now()})
        on conflict (account, asset, height) do update set amount_base = excluded.amount_base,
          source = excluded.source, read_at = excluded.read_at`.execute(tx),
    );
    return anchor;
  }
}
