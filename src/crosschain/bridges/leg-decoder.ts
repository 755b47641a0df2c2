import { addressOf } from '../../domain/caip.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import { type ContractStanding, type Leg, legKey } from '../../domain/leg.ts';
import { type ChainEvent, positionBand, type Transfer } from '../../domain/transfer.ts';
import {
  type EventFragmentReader,
  eventFragmentReader,
  eventReaders,
  isUnreadable,
  type ReadEvent,
  type UnreadableEvent,
} from '../event-reader.ts';
import { exchanged } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { readWraps } from '../wraps.ts';
import type { BridgeEvent, BridgeFamily } from './bridge-family.ts';
import { type BridgeCatalogue, type BridgeRow, standingOf } from './bridge-row.ts';

/** What the bridges of the catalogue make of one transaction. */
export interface LegReading {
  readonly legs: readonly Leg[];
  /** Logs that bear the topic of a bridge event and do not read as it. */
  readonly unreadable: readonly {
    readonly protocol: string;
    readonly position: number;
    readonly message: string;
  }[];
}

export interface LegDecoder {
  /** Topics of all events that any family reads: what a chain source must keep. */
  readonly topics: ReadonlySet<string>;
  /** Pure: the same record gives the same legs, in the order of their positions. */
  legsOf(record: TransactionRecord): LegReading;
}

interface RowReader extends EventFragmentReader {
  /** The ABI: forks of one protocol share it, and a log is read once for all of them. */
  readonly abi: string;
  readonly row: BridgeRow;
  readonly group: string | undefined;
}

/** A row with its family. */
export interface EquippedRow {
  readonly row: BridgeRow;
  readonly family: BridgeFamily;
}

/** Loads the family of each row from its folder. Throws `crosschain.no-family` where there is none. */
export async function loadFamilies(catalogue: BridgeCatalogue): Promise<EquippedRow[]> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return Promise.all(
    catalogue.rows.map(async (row) => {
      const url = new URL(`./${row.family}/decode.${extension}`, import.meta.url);
      try {
        // CAST: every decode file of this folder exports a family; a conformance test says so.
        const { family } = (await import(url.href)) as { family: BridgeFamily };
        return { row, family };
      } catch (cause) {
        const folder = `src/crosschain/bridges/${row.family}`;
        const message = `config/bridges.yml, ${row.protocol}: ${folder} has no decoder that loads`;
        throw new WagetraceError('crosschain.no-family', message, {
          cause,
          details: { protocol: row.protocol, family: row.family },
        });
      }
    }),
  );
}

/** The decoder of all bridges of a catalogue. */
export function legDecoder(rows: readonly EquippedRow[]): LegDecoder {
  const byAbi = new Map<string, EventFragmentReader>();
  const readerOf = (abi: string) => {
    const reader = byAbi.get(abi) ?? eventFragmentReader(abi);
    byAbi.set(abi, reader);
    return reader;
  };
  const readers = rows.flatMap(({ row, family }) =>
    family.events.map(({ abi, group }): RowReader => ({ ...readerOf(abi), abi, row, group })),
  );
  const readersOf = eventReaders(readers);
  return {
    topics: new Set(readers.map((reader) => reader.topic0)),
    legsOf: (record) => legsOf(rows, readersOf, record),
  };
}

type ReadersOf = (log: ChainEvent) => readonly RowReader[];
type Unreadable = LegReading['unreadable'][number];

/** The events of a transaction by the rows that read them. */
interface EventsByRow {
  readonly events: ReadonlyMap<BridgeRow, readonly BridgeEvent[]>;
  /** Families of which a listed contract emitted the log at a position. */
  readonly listedBy: ReadonlyMap<number, ReadonlySet<string>>;
  readonly unreadable: readonly Unreadable[];
}

function readEvents(readersOf: ReadersOf, record: TransactionRecord): EventsByRow {
  const events = new Map<BridgeRow, BridgeEvent[]>();
  const listedBy = new Map<number, Set<string>>();
  const unreadable: Unreadable[] = [];
  for (const log of record.events) {
    const position = positionBand.log + log.logIndex;
    const read = new Map<string, ReadEvent | UnreadableEvent>();
    for (const reader of readersOf(log)) {
      const { row, abi } = reader;
      const event = read.get(abi) ?? reader.read(log);
      read.set(abi, event);
      if (isUnreadable(event)) {
        unreadable.push({ protocol: row.protocol, position, message: event.message });
        continue;
      }
      const standing = contractStanding(reader, log);
      const own = events.get(row) ?? [];
      events.set(row, own);
      own.push({ ...event, standing });
      if (standing !== 'listed') continue;
      listedBy.set(position, (listedBy.get(position) ?? new Set()).add(row.family));
    }
  }
  return { events, listedBy, unreadable };
}

function legsOf(
  rows: readonly EquippedRow[],
  readersOf: ReadersOf,
  record: TransactionRecord,
): LegReading {
  const { events, listedBy, unreadable } = readEvents(readersOf, record);
  const legs: Leg[] = [];
  const failed: Unreadable[] = [];
  const moves = once(() => exchanged(readWraps(record).transfers));
  for (const { row, family } of rows) {
    const own = events.get(row) ?? [];
    const decode: Decode = (some) => {
      if (some.length === 0 && !family.concerns?.(record, row)) return [];
      return family.decode({ record, row, events: some, moves });
    };
    legs.push(...decodeSound(decode, row, own, failed));
  }
  return { legs: settled(legs, rows, listedBy), unreadable: [...unreadable, ...failed] };
}

type Decode = (events: readonly BridgeEvent[]) => readonly Leg[];

/**
 * The legs of the events that can be read. Anybody may emit another one in the same transaction:
 * what no decoder can read even by itself is left out, and named, and does not hide the others.
 */
function decodeSound(
  decode: Decode,
  { protocol }: BridgeRow,
  events: readonly BridgeEvent[],
  failed: Unreadable[],
): readonly Leg[] {
  const attempt = (some: readonly BridgeEvent[]): readonly Leg[] | undefined => {
    try {
      return decode(some);
    } catch (error) {
      const position = positionBand.log + (some[0]?.log.logIndex ?? 0);
      failed.push({ protocol, position, message: messageOf(error) });
      return undefined;
    }
  };
  const legs = attempt(events);
  if (legs) return legs;
  const sound = events.filter((event) => attempt([event]) !== undefined);
  return sound.length > 0 && sound.length < events.length ? (attempt(sound) ?? []) : [];
}

function contractStanding(reader: RowReader, log: ChainEvent): ContractStanding {
  if (reader.group === undefined) return 'unconfigured';
  return standingOf(reader.row, reader.group, log.chain, addressOf(log.contract));
}

/**
 * Settles whose a log is: a family whose listed contract emitted it takes it from the others, of
 * forks that share a family the best standing one remains, and aggregators yield to bridges.
 */
function settled(
  legs: readonly Leg[],
  rows: readonly EquippedRow[],
  listedBy: ReadonlyMap<number, ReadonlySet<string>>,
): Leg[] {
  const rowOf = new Map(rows.map(({ row }) => [row.protocol, row]));
  const best = new Map<string, Leg>();
  for (const leg of legs) {
    const family = rowOf.get(leg.protocol)?.family ?? leg.protocol;
    const owners = listedBy.get(leg.position);
    if (owners && !owners.has(family)) continue;
    const key = legKey({ ...leg, protocol: family });
    const known = best.get(key);
    if (!known || rank(leg) > rank(known)) best.set(key, leg);
  }
  const kept = [...best.values()];
  const isBridge = (leg: Leg) => rowOf.get(leg.protocol)?.aggregator !== true;
  const direct = new Set(kept.filter(isBridge).map((leg) => leg.role));
  return kept
    .filter((leg) => isBridge(leg) || !direct.has(leg.role))
    .sort((a, b) => a.position - b.position);
}

function rank(leg: Leg): number {
  return { listed: 2, unconfigured: 1, unlisted: 0 }[leg.contract];
}

function once(compute: () => readonly Transfer[]): () => readonly Transfer[] {
  let value: readonly Transfer[] | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
