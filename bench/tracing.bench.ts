import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TransferColumns } from '../src/tracing/subgraph.ts';
import { BenchLedger, batchRows } from './ledger/bench-ledger.ts';
import { transfersOf } from './ledger/generated-ledger.ts';
import { markdown } from './support/markdown.ts';
import { boundsTiming } from './tracing/bounds-timing.ts';
import { busyWallet } from './tracing/busy-wallet.ts';
import { generatedGraph } from './tracing/generated-graph.ts';
import { graphologyAnswers } from './tracing/graphology-peer.ts';
import { type GrowthRow, growth } from './tracing/growth.ts';
import { growthPlot } from './tracing/growth-plot.ts';
import { ourAnswers, ourPlainReach, plainRuns } from './tracing/our-answers.ts';
import { installPeers } from './tracing/peer-packages.ts';
import { PythonFolder } from './tracing/python-folder.ts';
import { hopsMax, type PeerResult, type Questions, questionsFor } from './tracing/questions.ts';
import { duckdbAnswers, postgresAnswers } from './tracing/sql-peers.ts';

const transfers = 1_000_000;
const accounts = 200_000;
const boundsTransfers = 11_200;
const busyCounterparties = 1_000_000;
const results = resolve(import.meta.dirname, 'results');

/**
 * Reach and propagation against the tools that one would use instead, on one generated graph, with
 * the same questions and the same answers; then bounds, memory and growth. Options: --sources N
 * (default 50), --no-growth; --reach prints plain reach beside igraph's alone, and writes nothing,
 * --busy the wallet with a million counterparties, --cold the trace from PostgreSQL.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      sources: { type: 'string' },
      'no-growth': { type: 'boolean' },
      reach: { type: 'boolean' },
      busy: { type: 'boolean' },
      cold: { type: 'boolean' },
    },
  });
  if (values.busy) {
    process.stdout.write(`${await busyLine()}\n`);
    return;
  }
  if (values.cold) {
    process.stdout.write(`${await coldLine()}\n`);
    return;
  }
  installPeers();
  const columns = generatedGraph(transfers, accounts);
  const questions = questionsFor(columns, Number(values.sources ?? 50));
  if (values.reach) {
    process.stdout.write(`${reachAlone(columns, questions)}\n`);
    return;
  }
  const ours = ourAnswers(columns, questions);
  const all = [ours, ...(await peerAnswers(columns, questions))];
  for (const peer of all) checkAnswers(ours, peer);
  const bounds = boundsTiming(boundsTransfers);
  const report = [
    table(all, questions.sources.length),
    '',
    `propagation of ${questions.seeds.length} seeds by fifo: ${perSecond(ours.crowd?.ms)} transfers of the window a second`,
    `bounds of one listed endpoint over ${bounds.window} transfers: ${bounds.ms.toFixed(1)} ms`,
    `memory: ${(ours.heldBytes / transfers).toFixed(1)} bytes a transfer`,
  ];
  report.push(inProcessOfItsOwn('--cold'));
  report.push(await busyLine());
  if (!values['no-growth']) report.push('', growthTable(growth()));
  process.stdout.write(`${report.join('\n')}\n`);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'tracing.md'), `${report.join('\n')}\n`);
}

async function busyLine(): Promise<string> {
  const { counterparties, firstMs, laterMs } = await busyWallet(busyCounterparties);
  return (
    `from PostgreSQL, a trail into a wallet with ${counterparties.toLocaleString('en')} counterparties: ` +
    `${firstMs.toFixed(0)} ms until it is recognised as a service, ${laterMs.toFixed(0)} ms for the next trail`
  );
}

/** What this benchmark prints with the option alone: a worker has none of the graphs of the others. */
function inProcessOfItsOwn(option: string): string {
  const bench = resolve(import.meta.dirname, 'bench.ts');
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, bench, 'tracing', option],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`tracing ${option} ended with ${status}`);
  return stdout.trim();
}

/** The pages of PostgreSQL are warm. */
async function coldLine(): Promise<string> {
  const ledger = await BenchLedger.open(accounts);
  try {
    for (let start = 0; start < transfers; start += batchRows) {
      await ledger.append(transfersOf(start, batchRows, accounts));
    }
    const cold = await ledger.coldTrace(transfers);
    return (
      `from PostgreSQL with ${transfers.toLocaleString('en')} transfers, cold, 4,000 accounts in 5 hops: ` +
      `${cold.traceMs.toFixed(0)} ms for ${cold.transfers} transfers, ${cold.ledgerMs.toFixed(0)} of them ` +
      `waiting for the ledger (${cold.cpuMs.toFixed(0)} ms of CPU in its process)`
    );
  } finally {
    await ledger.close();
  }
}

/** Plain reach beside igraph's alone. */
function reachAlone(columns: TransferColumns, questions: Questions): string {
  const folder = new PythonFolder(columns, { ...questions, runs: plainRuns, plainOnly: true });
  try {
    const igraph = folder.answers('igraph');
    const ours = { peer: 'wagetrace', buildMs: 0, plain: ourPlainReach(columns, questions) };
    checkAnswers(ours, igraph);
    const peerMs = igraph.plain?.ms ?? 0;
    const [ourPer, peerPer] = [ours.plain.ms, peerMs].map((ms) =>
      (ms / questions.sources.length).toFixed(3),
    );
    const ratio = (peerMs / ours.plain.ms).toFixed(1);
    return `reach of ${hopsMax}: ${ourPer} ms, igraph ${peerPer} ms (${ratio}x)`;
  } finally {
    folder.remove();
  }
}

async function peerAnswers(columns: TransferColumns, questions: Questions): Promise<PeerResult[]> {
  const folder = new PythonFolder(columns, { ...questions, runs: plainRuns, plainOnly: false });
  try {
    return [
      folder.answers('igraph'),
      folder.answers('networkx'),
      graphologyAnswers(columns, questions),
      await postgresAnswers(columns, questions),
      await duckdbAnswers(questions, await folder.csvFile()),
    ];
  } finally {
    folder.remove();
  }
}

/** A peer that answers otherwise measures something else. */
function checkAnswers(ours: PeerResult, peer: PeerResult): void {
  for (const question of ['plain', 'inTime', 'oneSeed', 'crowd'] as const) {
    const [expected, given] = [ours[question]?.answer, peer[question]?.answer];
    if (given !== undefined && String(given) !== String(expected)) {
      throw new Error(`${peer.peer} answers ${question} otherwise: ${given} and not ${expected}`);
    }
  }
}

function table(all: readonly PeerResult[], sources: number): string {
  const [ours] = all;
  const cell = (ms: number | undefined, base: number | undefined): string => {
    if (ms === undefined || base === undefined) return '—';
    return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} (${(ms / base).toFixed(1)}x)`;
  };
  const rows = all.map((peer) => {
    const perSource = (timing: { readonly ms: number } | undefined): number | undefined =>
      timing && timing.ms / sources;
    return [
      peer.peer,
      peer.buildMs.toFixed(0),
      cell(perSource(peer.plain), perSource(ours?.plain)),
      cell(perSource(peer.inTime), perSource(ours?.inTime)),
      cell(peer.oneSeed?.ms, ours?.oneSeed?.ms),
      cell(peer.crowd?.ms, ours?.crowd?.ms),
    ];
  });
  const head = [
    'ms (times ours)',
    'build',
    `reach of ${hopsMax}`,
    'in time order',
    'fifo, 1 seed',
    'fifo, 1,000',
  ];
  return markdown([head, ...rows]);
}

function growthTable(rows: readonly GrowthRow[]): string {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'tracing-growth.svg'), growthPlot(rows));
  const head = [
    'transfers',
    `reach of ${hopsMax}, ms`,
    'in time order, ms',
    'fifo, 1,000 seeds, ms',
    'bandwidth limit, ms',
    'bytes a transfer',
  ];
  const cells = rows.map((row) => [
    row.transfers.toLocaleString('en'),
    row.plainMs.toFixed(3),
    row.inTimeMs.toFixed(3),
    row.crowdMs.toFixed(1),
    row.bandwidthMs.toFixed(1),
    row.bytesPerTransfer.toFixed(1),
  ]);
  return markdown([head, ...cells]);
}

function perSecond(ms: number | undefined): string {
  return ms === undefined ? '—' : Math.round((transfers / ms) * 1000).toLocaleString('en');
}
