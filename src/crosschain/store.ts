import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ChainId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import { type Leg, legKey } from '../domain/leg.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import { isByTime } from './matcher/amount-time-tier.ts';
import { partyKey } from './matcher/contradiction.ts';
import type { Neighbourhood } from './matcher/match-among.ts';
import {
  type KeptReading,
  keptLeg,
  keptReading,
  keptRecord,
  recordToKeep,
} from './stored-reading.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** Legs by ids, or by parties, beyond which `around` stops and says so. */
const neighboursMax = 5_000;
/** Rounds of following ids over links: ticket, bus, command and back. */
const roundsMax = 4;

/** A transaction as it is stored. */
export interface KeptTransaction {
  readonly reading: KeptReading;
  readonly record: TransactionRecord;
  /** In the order of their keys. */
  readonly legs: readonly Leg[];
}

/** What is kept of blocks here, with a chain and a height. */
const withdrawn = [
  'converted_transaction',
  'bridge_leg',
  'payment_reading',
  'payment_stream',
  'taken_out',
];

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

  /** What is kept of the transactions as they were decoded, with the legs that are matched. */
  async kept(transactions: readonly TransactionRef[]): Promise<KeptTransaction[]> {
    const { rows } = await this.#database.system((transaction) =>
      sql<{ reading: unknown; record: unknown; legs: unknown[] }>`
        select reading, record, array(select leg from bridge_leg l
            where l.chain = c.chain and l.tx = c.tx order by l.key) as legs
        from converted_transaction c
        where decoder = ${this.#decoder} and record is not null and (chain, tx) in (
          select r.chain, r.tx from jsonb_to_recordset(${encodeJson(transactions)}::jsonb)
            as r(chain text, tx text))
        order by chain, tx`.execute(transaction),
    );
    return rows.map(({ reading, record, legs }) => ({
      reading: keptReading(reading),
      record: keptRecord(record),
      legs: legs.map(keptLeg),
    }));
  }

  /** Keeps a reading, its legs and what it was decoded from in place of an older reading. */
  async save(record: TransactionRecord, reading: KeptReading): Promise<void> {
    const { chain, tx, height } = record;
    const { swaps, departures, legs, mixers, unattributed, lacks } = reading;
    await this.#database.system(async (transaction) => {
      await sql`
        insert into converted_transaction (chain, tx, height, decoder, reading, record)
        values (${chain}, ${tx}, ${height}, ${this.#decoder},
          ${encodeJson({ swaps, departures, legs, mixers, unattributed, lacks })}::jsonb,
          ${encodeJson(recordToKeep(record))}::jsonb)
        on conflict (chain, tx) do update
          set height = excluded.height, decoder = excluded.decoder, reading = excluded.reading,
            record = excluded.record`.execute(transaction);
      await sql`delete from bridge_leg where chain = ${chain} and tx = ${tx}`.execute(transaction);
      for (const leg of legs) {
        await sql`
          insert into bridge_leg (key, chain, tx, height, ids, parties, protocol, at, by_time, leg)
          values (${legKey(leg)}, ${chain}, ${tx}, ${height}, ${leg.ids.map(({ text }) => findable(text))},
            ${partiesOf(leg).map(findable)}, ${leg.protocol}, ${leg.time}, ${isByTime(leg)}, ${encodeJson(leg)}::jsonb)
          on conflict (key) do nothing`.execute(transaction);
      }
    });
  }

  /**
   * All stored legs that could concern a leg: by ids, over links, and by the parties it names; of a
   * source that names no receiver also the payouts of its protocol within the window.
   */
  async around(leg: Leg, windowMinutes = 0): Promise<Neighbourhood> {
    const bound = await this.#bound([leg]);
    if (!bound) return { bound: [leg], others: [], truncated: 'bound' };
    const named = await this.#find('parties', partiesOf(leg));
    const timed = windowMinutes > 0 ? await this.#within(leg, windowMinutes) : [];
    const others = named && (await this.#bound([...bound, ...named, ...timed]));
    return others ? { bound, others } : { bound, others: [], truncated: 'others' };
  }

  /** None where they are too many to tell apart. */
  async #within(leg: Leg, windowMinutes: number): Promise<readonly Leg[]> {
    if (leg.role === 'destination' || !isByTime(leg)) return [];
    const { rows } = await this.#database.system((transaction) =>
      sql<{ leg: unknown }>`
        select leg from bridge_leg where by_time and protocol = ${leg.protocol}
          and at between ${leg.time}::timestamptz - make_interval(mins => ${windowMinutes})
            and ${leg.time}::timestamptz + 2 * make_interval(mins => ${windowMinutes})
        limit ${neighboursMax + 1}`.execute(transaction),
    );
    return rows.length > neighboursMax ? [] : rows.map((row) => keptLeg(row.leg));
  }

  /** The legs with all that ids bind to them, over links; undefined when they are too many. */
  async #bound(start: readonly Leg[]): Promise<readonly Leg[] | undefined> {
    const legs = new Map(start.map((leg) => [legKey(leg), leg]));
    const asked = new Set<string>();
    for (let round = 0; round <= roundsMax; round++) {
      const ids = [...legs.values()].flatMap((known) => known.ids.map((id) => id.text));
      const fresh = [...new Set(ids)].filter((id) => !asked.has(id));
      if (fresh.length === 0) return [...legs.values()];
      for (const id of fresh) asked.add(id);
      const found = await this.#find('ids', fresh);
      if (!found || legs.size + found.length > 2 * neighboursMax) return undefined;
      for (const one of found) legs.set(legKey(one), one);
    }
    return undefined;
  }

  /** Undefined when there are more than a neighbourhood may have. */
  async #find(by: 'ids' | 'parties', texts: readonly string[]): Promise<Leg[] | undefined> {
    if (texts.length === 0) return [];
    const { rows } = await this.#database.system((transaction) =>
      sql<{ leg: unknown }>`
        select leg from bridge_leg where ${sql.ref(by)} && ${texts.map(findable)}::text[]
        limit ${neighboursMax + 1}`.execute(transaction),
    );
    return rows.length > neighboursMax ? undefined : rows.map((row) => keptLeg(row.leg));
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

/** Longer texts may not fit into an index. */
const findableMax = 300;

/**
 * A text of an event as legs are found by it: hashed where anybody may have written what an index
 * cannot hold, U+0000 or a page of letters.
 */
function findable(text: string): string {
  if (text.length <= findableMax && !text.includes('\u0000')) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
