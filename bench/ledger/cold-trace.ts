import { sql } from 'kysely';
import { Database } from '../../src/database/database.ts';
import { transferKey } from '../../src/domain/transfer.ts';
import type { FlowContext } from '../../src/flows/context.ts';
import { methodsOf } from '../../src/flows/judge.ts';
import { walk } from '../../src/flows/walk.ts';
import { PostgresLedger } from '../../src/ledger/postgres/ledger.ts';
import { accountOf, asset, chain } from './generated-ledger.ts';
import { type PlantedTrail, trailAccounts, trailHops } from './planted-trail.ts';

/**
 * As often as the code must run until it is compiled, and then as often as is counted: over some
 * seconds, so that a busy moment of the machine is not all that is seen.
 */
const [warmUps, runs] = [20, 31];
const connections = 2;
const waves = 5;
const waveAccounts = 800;
const minimumShare = 100_000n;
const signal = new AbortController().signal;

export interface ColdTrace {
  /** The whole of it, from the wage to endpoints, bounds and paths. */
  readonly traceMs: number;
  readonly transfers: number;
  /** How much of it was waiting for transfers and coverage. */
  readonly ledgerMs: number;
  /** What it took of this process's CPU, whoever else runs. */
  readonly cpuMs: number;
  /** Five waves of 800 ordinary accounts each, read from the ledger and no more. */
  readonly wavesMs: number;
  readonly wavesTransfers: number;
}

/**
 * Medians. Cold: a service that runs and has read nothing of the trail; what PostgreSQL and the
 * machine have in memory stays there, and the code was run before.
 */
export async function coldTrace(
  context: FlowContext,
  url: string,
  organisationId: string,
  trail: PlantedTrail,
  accounts: number,
): Promise<ColdTrace> {
  const [traces, reads] = [[] as Timed[], [] as Timed[]];
  const once = () =>
    fresh(url, (ledger) => traceOnce({ ...context, ledger }, organisationId, trail));
  for (let run = 0; run < warmUps; run += 1) await once();
  for (let run = 0; run < runs; run += 1) traces.push(await once());
  // Not in between: a trace would collect the garbage of ten times as many transfers.
  for (let run = 0; run < runs; run += 1) {
    reads.push(await fresh(url, (ledger) => readWaves(ledger, organisationId, accounts)));
  }
  const [trace, read] = [median(traces), median(reads)];
  return {
    traceMs: trace.ms,
    transfers: trace.transfers,
    ledgerMs: trace.ledgerMs,
    cpuMs: trace.cpuMs,
    wavesMs: read.ms,
    wavesTransfers: read.transfers,
  };
}

interface Timed {
  readonly ms: number;
  readonly ledgerMs: number;
  readonly cpuMs: number;
  readonly transfers: number;
}

function median(runsOf: readonly Timed[]): Timed {
  const [found] = [...runsOf].sort((a, b) => a.ms - b.ms).slice(runsOf.length >> 1);
  if (!found) throw new Error('Nothing was run');
  return found;
}

/** In a process that has answered one question about nobody on each connection. */
async function fresh(url: string, run: (ledger: PostgresLedger) => Promise<Timed>): Promise<Timed> {
  const database = Database.open(url, { max: connections });
  try {
    const open = Array.from({ length: connections }, () =>
      database.system(async (tx) => await sql`select pg_sleep(0.05)`.execute(tx)),
    );
    await Promise.all(open);
    const ledger = new PostgresLedger(database);
    const range = { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER };
    const nobody = { chain, asset, range, accounts: [accountOf('nobody')], transfersMax: 1 };
    const organisationId = '11111111-1111-1111-1111-111111111111';
    const ask = () => ledger.transfersOf({ ...nobody, organisationId });
    await Promise.all(Array.from({ length: connections }, ask));
    return await run(ledger);
  } finally {
    await database.close();
  }
}

async function traceOnce(
  context: FlowContext,
  organisationId: string,
  { seed }: PlantedTrail,
): Promise<Timed> {
  const waiting = { ms: 0 };
  const before = process.cpuUsage();
  const start = performance.now();
  const outcome = await walk(
    { ...context, ledger: timed(context.ledger, waiting) },
    organisationId,
    {
      seeds: [{ id: 'wage', transferKeys: [transferKey(seed)], payers: [seed.from] }],
      seedTransfers: [seed],
      method: 'fifo',
      methods: methodsOf('fifo', []),
      limits: {
        minimumBase: seed.amountBase / minimumShare,
        ...{ hopsMax: 20, horizonDays: 365, transfersMax: 50_000, potsMax: 5_000 },
      },
      scope: {
        organisationId,
        horizon: { heights: { [chain]: Number.MAX_SAFE_INTEGER }, cut: false },
        untilTime: undefined,
        transfersMax: 50_000,
        failures: new Map(),
        mayRead: false,
        signal,
      },
      index: context.lists.index(),
    },
  );
  const ms = performance.now() - start;
  const cpu = process.cpuUsage(before);
  if (outcome.state !== 'traced') throw new Error('The trail is not covered');
  const [trace] = outcome.traces;
  const seen = trace?.accounts.length ?? 0;
  const hops = Math.max(...(trace?.endpoints.map((end) => end.hops) ?? []));
  if (seen < trailAccounts || hops !== trailHops) {
    throw new Error(`The trace saw ${seen} accounts within ${hops} hops`);
  }
  const cpuMs = (cpu.user + cpu.system) / 1000;
  return { ms, ledgerMs: waiting.ms, cpuMs, transfers: outcome.transfers.size };
}

/** The ledger, with the milliseconds during which somebody waited for it. */
function timed(ledger: FlowContext['ledger'], waiting: { ms: number }): FlowContext['ledger'] {
  let readers = 0;
  let since = 0;
  const measure = async <T>(run: Promise<T>): Promise<T> => {
    if (readers === 0) since = performance.now();
    readers += 1;
    try {
      return await run;
    } finally {
      readers -= 1;
      if (readers === 0) waiting.ms += performance.now() - since;
    }
  };
  return {
    append: (batch) => ledger.append(batch),
    transfersOf: (query) => measure(ledger.transfersOf(query)),
    transaction: (...asked) => measure(ledger.transaction(...asked)),
    coverageOf: (...asked) => measure(ledger.coverageOf(...asked)),
    withdraw: (...asked) => ledger.withdraw(...asked),
  };
}

/** Every `accounts / 4,000`th account of the ledger: busy and quiet ones as they are. */
async function readWaves(
  ledger: PostgresLedger,
  organisationId: string,
  accounts: number,
): Promise<Timed> {
  const step = accounts / (waves * waveAccounts);
  const range = { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER };
  let transfers = 0;
  const start = performance.now();
  for (let wave = 0; wave < waves; wave += 1) {
    const asked = Array.from({ length: waveAccounts }, (_, at) =>
      accountOf(Math.floor((wave + at * waves + 0.5) * step)),
    );
    const query = { organisationId, chain, asset, range, accounts: asked };
    const page = await ledger.transfersOf({ ...query, transfersMax: 1_000_000 });
    transfers += page.transfers.length;
  }
  const ms = performance.now() - start;
  return { ms, ledgerMs: ms, cpuMs: 0, transfers };
}
