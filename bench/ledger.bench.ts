import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { BenchLedger, batchRows, writers } from './ledger/bench-ledger.ts';
import type { ColdTrace } from './ledger/cold-trace.ts';
import { CopyPeers } from './ledger/copy-peers.ts';
import { transfersOf } from './ledger/generated-ledger.ts';
import { logPlot } from './support/log-plot.ts';
import { markdown } from './support/markdown.ts';

const firstReport = 50_000;
/** Beyond it the indexed peer would take hours. */
const indexedMax = 1_000_000;
const results = resolve(import.meta.dirname, 'results');

interface GrowthRow extends ColdTrace {
  readonly transfers: number;
  readonly perSecond: number;
  readonly barePerSecond: number;
  /** Undefined beyond `indexedMax`. */
  readonly indexedPerSecond: number | undefined;
  readonly bytesEach: number;
}

/**
 * Stores `--transfers` (400,000) by two writers, and shows at every doubling what was stored a
 * second since the one before, against COPY of the same rows in the same run, and what a cold trace
 * of five hops over 4,000 accounts takes. The server is WAGETRACE_TEST_DATABASE_URL. Growth to
 * 20,000,000 (`--transfers 20000000 --keep`) takes about fifteen minutes and 15 GB; `--keep` writes
 * table and plot to bench/results.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { transfers: { type: 'string' }, keep: { type: 'boolean' } },
  });
  const total = Number(values.transfers ?? 400_000);
  const accounts = Math.max(20_000, total / 5);
  const ledger = await BenchLedger.open(accounts);
  const peers = await CopyPeers.open(ledger.url, writers);
  try {
    const rows = await new LedgerGrowth(ledger, peers, accounts).run(total);
    const report = `${table(rows)}\n`;
    process.stdout.write(report);
    if (values.keep) keep(report, rows);
  } finally {
    await peers.close();
    await ledger.close();
  }
}

class LedgerGrowth {
  readonly #ledger: BenchLedger;
  readonly #peers: CopyPeers;
  readonly #accounts: number;

  constructor(ledger: BenchLedger, peers: CopyPeers, accounts: number) {
    this.#ledger = ledger;
    this.#peers = peers;
    this.#accounts = accounts;
  }

  /** At every doubling from the first report on. */
  async run(total: number): Promise<GrowthRow[]> {
    const rows: GrowthRow[] = [];
    for (let from = 0, to = firstReport; from < total; from = to, to = Math.min(to * 2, total)) {
      const row = await this.#grow(from, Math.min(to, total));
      rows.push(row);
      process.stdout.write(`${lineOf(row)}\n`);
    }
    return rows;
  }

  async #grow(from: number, to: number): Promise<GrowthRow> {
    const spent = { ours: 0, bare: 0, indexed: 0 };
    const withIndexed = to <= indexedMax;
    for (let start = from; start < to; start += writers * batchRows) {
      const batches = Array.from({ length: writers }, (_, at) => start + at * batchRows)
        .filter((first) => first < to)
        .map((first) => transfersOf(first, Math.min(batchRows, to - first), this.#accounts));
      spent.ours += await seconds(batches, (batch) => this.#ledger.append(batch));
      spent.bare += await seconds(batches, (batch) => this.#peers.copy('bare', batch));
      if (withIndexed) {
        spent.indexed += await seconds(batches, (batch) => this.#peers.copy('indexed', batch));
      }
      await this.#peers.empty();
    }
    const stored = to - from;
    const trace = await this.#ledger.coldTrace(to);
    return {
      ...trace,
      transfers: to,
      perSecond: stored / spent.ours,
      barePerSecond: stored / spent.bare,
      indexedPerSecond: withIndexed ? stored / spent.indexed : undefined,
      bytesEach: (await this.#bytes()) / to,
    };
  }

  async #bytes(): Promise<number> {
    const client = new pg.Client({ connectionString: this.#ledger.url });
    await client.connect();
    const { rows } = await client.query("select pg_total_relation_size('transfer') as bytes");
    await client.end();
    return Number(rows[0].bytes);
  }
}

/** All batches at once, one writer each. */
async function seconds<T>(
  batches: readonly T[],
  run: (batch: T) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  await Promise.all(batches.map(run));
  return (performance.now() - start) / 1000;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');

function lineOf(row: GrowthRow): string {
  const indexed = row.indexedPerSecond;
  return (
    `${whole(row.transfers)} stored: ${whole(row.perSecond)} transfers/s, ` +
    `${(row.perSecond / row.barePerSecond).toFixed(2)} of COPY into a bare table` +
    `${indexed ? `, ${(row.perSecond / indexed).toFixed(2)} of COPY into an indexed one` : ''}; ` +
    `cold trace of 4,000 accounts: ${row.traceMs.toFixed(0)} ms`
  );
}

function table(rows: readonly GrowthRow[]): string {
  const head = [
    'transfers',
    'stored a second',
    'COPY, bare table',
    'COPY, indexed table',
    'bytes a transfer',
    'cold trace of 4,000 accounts in 5 hops, ms',
    'of that waiting for the ledger',
    'CPU of the process',
    'five waves of 800 accounts, ms (transfers)',
  ];
  const cells = rows.map((row) => [
    whole(row.transfers),
    whole(row.perSecond),
    whole(row.barePerSecond),
    row.indexedPerSecond === undefined ? '—' : whole(row.indexedPerSecond),
    whole(row.bytesEach),
    whole(row.traceMs),
    whole(row.ledgerMs),
    whole(row.cpuMs),
    `${whole(row.wavesMs)} (${whole(row.wavesTransfers)})`,
  ]);
  return markdown([head, ...cells]);
}

function keep(report: string, rows: readonly GrowthRow[]): void {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'ledger.md'), report);
  const lines = [
    { name: 'stored', colour: '#1f5fbf', of: (row: GrowthRow) => row.perSecond },
    {
      name: 'COPY into a bare table',
      colour: '#999999',
      of: (row: GrowthRow) => row.barePerSecond,
    },
  ];
  writeFileSync(join(results, 'ledger-growth.svg'), logPlot(rows, lines, 'a second'));
}
