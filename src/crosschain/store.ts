import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ChainId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import { type Leg, legKey } from '../domain/leg.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import { partyKey } from './matcher/contradiction.ts';
import { type KeptReading, keptLeg, keptReading } from './stored-reading.ts';

/** Legs of one neighbourhood beyond which `around` stops and says so. */
const neighboursMax = 5_000;
/** Rounds of following ids over links: ticket, bus, command and back. */
const roundsMax = 4;

export interface Neighbourhood {
  readonly legs: readonly Leg[];
  readonly truncated: boolean;
}

/** What is kept of blocks here, with a chain and a height. */
const withdrawn = ['converted_transaction', 'bridge_leg', 'payment_reading', 'payment_stream'];

/** Readings of transactions and their legs: shared facts, kept once. */
export class ConversionStore {
  readonly #database: Database;
  /** Readings by another decoder (events or rows that changed) are read again. */
  readonly #decoder: string;

  constructor(database: Database, decoder: string) {
    this.#database = database;
    this.#decoder = decoder;
  }

  /** What is kept of the transactions, by `transactionName`. */
  async readings(transactions: readonly TransactionRef[]): Promise<Map<string, KeptReading>> {
    if (transactions.length === 0) return new Map();
    const { rows } = await this.#database.system((transaction) =>
      sql<TransactionRef & { reading: unknown }>`
        select chain, tx, reading from converted_transaction
        where decoder = ${this.#decoder} and (chain, tx) in (
          select r.chain, r.tx from jsonb_to_recordset(${encodeJson(transactions)}::jsonb)
            as r(chain text, tx text))`.execute(transaction),
    );
    return new Map(rows.map((row) => [transactionName(row), keptReading(row.reading)]));
  }

  /** Keeps a reading and its legs in place of an older reading of the transaction. */
  async save(chain: ChainId, tx: string, height: number, reading: KeptReading): Promise<void> {
    const { swaps, departures, legs, mixers, unattributed, lacks } = reading;
    await this.#database.system(async (transaction) => {
      await sql`
        insert into converted_transaction (chain, tx, height, decoder, reading)
        values (${chain}, ${tx}, ${height}, ${this.#decoder},
          ${encodeJson({ swaps, departures, legs, mixers, unattributed, lacks })}::jsonb)
        on conflict (chain, tx) do update
          set height = excluded.height, decoder = excluded.decoder, reading = excluded.reading`.execute(
        transaction,
      );
      await sql`delete from bridge_leg where chain = ${chain} and tx = ${tx}`.execute(transaction);
      for (const leg of legs) {
        await sql`
          insert into bridge_leg (key, chain, tx, height, ids, parties, leg)
          values (${legKey(leg)}, ${chain}, ${tx}, ${height}, ${leg.ids.map((id) => id.text)},
            ${partiesOf(leg)}, ${encodeJson(leg)}::jsonb)
          on conflict (key) do nothing`.execute(transaction);
      }
    });
  }

  /** All stored legs that could concern a leg: by ids, over links, and by the parties it names. */
  async around(leg: Leg): Promise<Neighbourhood> {
    const legs = new Map<string, Leg>([[legKey(leg), leg]]);
    const asked = new Set<string>();
    let parties = partiesOf(leg);
    for (let round = 0; round < roundsMax && legs.size < neighboursMax; round++) {
      const ids = [...legs.values()].flatMap((known) => known.ids.map((id) => id.text));
      const fresh = ids.filter((id) => !asked.has(id));
      if (round > 0 && fresh.length === 0) return { legs: [...legs.values()], truncated: false };
      for (const id of fresh) asked.add(id);
      for (const found of await this.#find(fresh, parties)) legs.set(legKey(found), found);
      parties = [];
    }
    return { legs: [...legs.values()], truncated: true };
  }

  async #find(ids: readonly string[], parties: readonly string[]): Promise<Leg[]> {
    const { rows } = await this.#database.system((transaction) =>
      sql<{ leg: unknown }>`
        select leg from bridge_leg where ids && ${ids}::text[] or parties && ${parties}::text[]
        limit ${neighboursMax}`.execute(transaction),
    );
    return rows.map((row) => keptLeg(row.leg));
  }

  /** Takes back what was read of blocks above the height, which are no more. */
  async withdraw(chain: ChainId, aboveHeight: number): Promise<void> {
    await this.#database.system(async (transaction) => {
      for (const table of withdrawn) {
        await sql`
          delete from ${sql.table(table)} where chain = ${chain} and height > ${aboveHeight}`.execute(
          transaction,
        );
      }
    });
  }
}

/** One text for a transaction of a chain. */
export function transactionName({ chain, tx }: TransactionRef): string {
  return `${chain}:${tx}`;
}

/** Protocol and address, as the matcher's index has them. */
function partiesOf(leg: Leg): string[] {
  const keys = [partyKey(leg.recipient), partyKey(leg.sender)];
  return [...new Set(keys)].flatMap((key) => (key === undefined ? [] : [`${leg.protocol} ${key}`]));
}
