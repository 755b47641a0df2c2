import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import type { PaymentStream } from '../ports/payments.ts';
import {
  keptPayments,
  type PaymentReading,
  type TakenOutFact,
  type TakenOutPayer,
} from './payments/stored-payments.ts';

export interface KnownStream extends PaymentStream {
  /** What the payer was seen to put in when it was opened. */
  readonly depositedBase: bigint;
}

/** A stream, and the transaction that tells of it. */
interface SeenStream extends KnownStream {
  readonly stream: string;
  readonly tx: string;
}

async function insertStream(
  transaction: Transaction,
  chain: ChainId,
  height: number,
  { stream, tx, contract, payer, payee, asset, depositedBase }: SeenStream,
): Promise<void> {
  await sql`
    insert into payment_stream (stream, chain, tx, height, contract, payer, payee, asset,
      deposited_base)
    values (${stream}, ${chain}, ${tx}, ${height}, ${contract}, ${payer}, ${payee}, ${asset},
      ${depositedBase.toString()})
    on conflict (stream) do update
      set (tx, height, payer, payee, asset, deposited_base)
        = (excluded.tx, excluded.height, excluded.payer, excluded.payee, excluded.asset,
          excluded.deposited_base)
      where payment_stream.deposited_base < excluded.deposited_base`.execute(transaction);
}

/** Readings of transactions for payments, and the streams that they opened: shared facts. */
export class PaymentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is kept, by hash. */
  async readings(
    chain: ChainId,
    txs: readonly string[],
  ): Promise<ReadonlyMap<string, PaymentReading>> {
    const { rows } = await this.#database.system((transaction) =>
      sql<{ tx: string; reading: unknown }>`
        select tx, reading from payment_reading
        where chain = ${chain} and tx = any(${txs}::text[])`.execute(transaction),
    );
    return new Map(rows.map(({ tx, reading }) => [tx, keptPayments(reading)]));
  }

  async save(chain: ChainId, tx: string, height: number, reading: PaymentReading): Promise<void> {
    await this.#database.system(async (transaction) => {
      await sql`
        insert into payment_reading (chain, tx, height, reading)
        values (${chain}, ${tx}, ${height}, ${encodeJson(reading)}::jsonb)
        on conflict (chain, tx) do update
          set height = excluded.height, reading = excluded.reading`.execute(transaction);
      for (const fact of reading.streams) {
        if (fact.kind === 'opened') await insertStream(transaction, chain, height, fact);
        // Where to look for what its payee takes out; whose that is, is asked then.
        if (fact.kind === 'flow-changed' && fact.rateBase > 0n)
          await insertStream(transaction, chain, height, { ...fact, depositedBase: 0n });
      }
    });
  }

  /** A stream of which a kept transaction shows only a withdrawal; who opened it was asked. */
  async saveStream(chain: ChainId, seen: SeenStream): Promise<void> {
    await this.#database.system(async (transaction) => {
      const { rows } = await sql<{ height: number }>`
        select height from payment_reading where chain = ${chain} and tx = ${seen.tx}`.execute(
        transaction,
      );
      // Taken back meanwhile with its block.
      if (rows[0]) await insertStream(transaction, chain, rows[0].height, seen);
    });
  }

  /** Who had streamed what was taken out, where that was found. */
  async takenOut(
    chain: ChainId,
    { tx, position }: TakenOutFact,
  ): Promise<TakenOutPayer | undefined> {
    const { rows } = await this.#database.system((transaction) =>
      sql<{ outcome: TakenOutPayer }>`
        select outcome from taken_out
        where chain = ${chain} and tx = ${tx} and position = ${position}`.execute(transaction),
    );
    return rows[0]?.outcome;
  }

  /** Unless its block was taken back meanwhile. */
  async saveTakenOut(
    chain: ChainId,
    { tx, position, height }: TakenOutFact,
    outcome: TakenOutPayer,
  ): Promise<void> {
    await this.#database.system((transaction) =>
      sql`
        insert into taken_out (chain, tx, position, height, outcome)
        select chain, tx, ${position}, height, ${encodeJson(outcome)}::jsonb from payment_reading
        where chain = ${chain} and tx = ${tx} and height = ${height}
        on conflict do nothing`.execute(transaction),
    );
  }

  /** By the name of the stream. */
  async streams(names: readonly string[]): Promise<ReadonlyMap<string, KnownStream>> {
    const { rows } = await this.#database.system((transaction) =>
      sql<PaymentStream & { stream: string; deposited: string }>`
        select stream, contract, payer, payee, asset, deposited_base::text as deposited
        from payment_stream where stream = any(${names}::text[])`.execute(transaction),
    );
    return new Map(
      rows.map(({ stream, deposited, ...row }) => [
        stream,
        { ...row, depositedBase: BigInt(deposited) },
      ]),
    );
  }

  async streamsOf(payers: readonly AccountId[]): Promise<readonly PaymentStream[]> {
    const { rows } = await this.#database.system((transaction) =>
      sql<PaymentStream>`
        select contract, payer, payee, asset from payment_stream
        where payer = any(${payers}::text[]) order by stream`.execute(transaction),
    );
    return rows;
  }
}
