import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TransferColumns } from '../../src/tracing/subgraph.ts';
import { openTestDatabase } from '../../test/support/database.ts';
import { requirePeer } from './peer-packages.ts';
import { hopsMax, type PeerResult, type Questions, type Timed } from './questions.ts';

type Count = (sql: string, source: number) => Promise<number>;

const plainReach = `
  with recursive reached(node, hop) as (
    select $1::int, 0
    union
    select t.receiver, reached.hop + 1
    from reached join edge t on t.sender = reached.node
    where reached.hop < ${hopsMax}
  )
  select count(distinct node)::int as count from reached`;

const reachInTime = `
  with recursive reached(node, arrival, hop) as (
    select $1::int, 0, 0
    union
    select t.receiver, t.height, reached.hop + 1
    from reached join edge t on t.sender = reached.node and t.height >= reached.arrival
    where reached.hop < ${hopsMax}
  )
  select count(distinct node)::int as count from reached`;

/** DuckDB keeps one row per account (USING KEY), so that only earlier arrivals go on. */
const keyedPlain = `
  with recursive reached(node, hop) using key (node) as (
    select $1::int, 0
    union
    select t.receiver, min(reached.hop + 1)
    from reached join edge t on t.sender = reached.node
      left join recurring.reached known on known.node = t.receiver
    where reached.hop < ${hopsMax} and known.node is null
    group by t.receiver
  )
  select count(*)::int as count from reached`;

const keyedInTime = `
  with recursive reached(node, arrival, hop) using key (node) as (
    select $1::int, 0, 0
    union
    select t.receiver, min(t.height), min(reached.hop + 1)
    from reached join edge t on t.sender = reached.node and t.height >= reached.arrival
      left join recurring.reached known on known.node = t.receiver
    where reached.hop < ${hopsMax} and (known.node is null or t.height < known.arrival)
    group by t.receiver
  )
  select count(*)::int as count from reached`;

/** Sums over the sources; propagation by fifo is no question for SQL. */
async function ask(
  count: Count,
  sql: string,
  sources: readonly number[],
): Promise<Timed<number[]>> {
  const answer: number[] = [];
  const start = performance.now();
  for (const source of sources) answer.push(await count(sql, source));
  return { ms: performance.now() - start, answer };
}

function* csvRows({ count, from, to, height }: TransferColumns): Iterable<string> {
  for (let at = 0; at < count; at += 1) yield `${from[at]},${to[at]},${height[at]}\n`;
}

export async function postgresAnswers(
  columns: TransferColumns,
  questions: Questions,
): Promise<PeerResult> {
  const database = await openTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const start = performance.now();
    await client.query('create table edge (sender int, receiver int, height int)');
    const copy = client.query(copyFrom('copy edge from stdin with (format csv)'));
    await pipeline(Readable.from(csvRows(columns), { highWaterMark: 4096 }), copy);
    await client.query('create index on edge (sender, height) include (receiver)');
    await client.query('vacuum analyze edge');
    await client.query("set work_mem = '256MB'");
    const buildMs = performance.now() - start;
    const count: Count = async (sql, source) => (await client.query(sql, [source])).rows[0].count;
    const plain = await ask(count, plainReach, questions.sources);
    const inTime = await ask(count, reachInTime, questions.sources);
    return { peer: 'postgresql', buildMs, plain, inTime };
  } finally {
    await client.end();
    await database.close();
  }
}

/** What is used of DuckDB's package. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<DuckConnection> }>;
  };
}
interface DuckConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string, values: readonly number[]): Promise<{ getRows(): unknown[][] }>;
  closeSync(): void;
}

export async function duckdbAnswers(questions: Questions, csvFile: string): Promise<PeerResult> {
  const { DuckDBInstance } = requirePeer('@duckdb/node-api') as DuckDb; // CAST: its documented interface.
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const start = performance.now();
    await connection.run(
      `create table edge as select column0::int as sender, column1::int as receiver,
        column2::int as height from read_csv('${csvFile}', header = false)`,
    );
    const buildMs = performance.now() - start;
    const count: Count = async (sql, source) => {
      const rows = (await connection.runAndReadAll(sql, [source])).getRows();
      return Number(rows[0]?.[0]);
    };
    const plain = await ask(count, keyedPlain, questions.sources);
    const inTime = await ask(count, keyedInTime, questions.sources);
    return { peer: 'duckdb', buildMs, plain, inTime };
  } finally {
    connection.closeSync();
  }
}

/** Writes what DuckDB reads fastest. */
export function csvOf(columns: TransferColumns): Readable {
  return Readable.from(csvRows(columns), { highWaterMark: 4096 });
}
