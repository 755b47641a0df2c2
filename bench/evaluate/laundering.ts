import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAccount } from '../../src/accounts/account.ts';
import { fileLimits } from '../../src/chains/file/limits.ts';
import { fileMapping } from '../../src/chains/file/mapping.ts';
import { importTransfers } from '../../src/chains/file/source.ts';
import { createOrganisation } from '../../src/database/organisations.ts';
import { type AccountId, assetId, chainId } from '../../src/domain/caip.ts';
import { type AttributionMethod, accountMethods, type Flow } from '../../src/domain/flow.ts';
import { follow } from '../../src/flows/follow.ts';
import { walkReach } from '../../src/flows/reach/walk-reach.ts';
import { findFlow, insertFlow } from '../../src/flows/store.ts';
import type { Core } from '../../src/runtime/compose-core.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { SuiteOptions } from '../evaluate.ts';
import { withEvaluationCore } from '../support/evaluation-core.ts';

const chain = chainId('eip155:1');
/** The value column counts cents of one asset that no chain has. */
const asset = assetId(`${chain}/synth:usd`);
const cents = 2;
const heightMax = 1_000_000_000;
const everyHop = 0xffff_fffe;

interface CaseResult {
  readonly name: string;
  readonly terminals: number;
  readonly reached: number;
  readonly missed: readonly string[];
  readonly withValue: ReadonlyMap<AttributionMethod, ReadonlySet<string>>;
}

/**
 * Imports each case through the file source, follows every source address without limits, and
 * says how many of the terminal addresses were reached in time order (blocks simultaneous), and to
 * how many each method brought value. Terminals that occur in no flow do not count.
 */
export async function run({ data }: SuiteOptions) {
  const folders = casesIn(data);
  return await withEvaluationCore(async (core) => {
    const results: CaseResult[] = [];
    for (const name of folders) results.push(await runCase(core, data, name));
    const cases = results.map(({ name, terminals, reached }) => ({ name, terminals, reached }));
    const terminals = sum(cases.map((one) => one.terminals));
    const reached = sum(cases.map((one) => one.reached));
    const methods = Object.fromEntries(
      accountMethods.map((method) => {
        const counts = results.map((one) => one.withValue.get(method)?.size ?? 0);
        return [method, { terminalsWithValue: sum(counts) }];
      }),
    );
    return { json: { cases, terminals, reached, methods }, report: reportOf(results, methods) };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function casesIn(data: string): string[] {
  const isCase = (folder: string) => existsSync(join(folder, 'flow_records.csv'));
  if (isCase(data)) return ['.'];
  const names = readdirSync(data, { withFileTypes: true }).map((entry) => entry.name);
  const cases = names.filter((name) => isCase(join(data, name))).sort();
  if (cases.length === 0) throw new Error(`${data} holds no case with flow_records.csv`);
  return cases;
}

async function runCase(core: Core, data: string, name: string): Promise<CaseResult> {
  const folder = join(data, name);
  const organisationId = systemClock.id();
  await core.database.system((tx) =>
    createOrganisation(tx, { id: organisationId, name: `evaluation ${name}`, sandbox: true }),
  );
  const occurring = await importCase(core, organisationId, folder);
  const terminals = addressesIn(folder, 'terminal_addresses.csv').filter((one) =>
    occurring.has(one),
  );
  const flows: Flow[] = [];
  const reached = new Set<string>();
  for (const source of addressesIn(folder, 'source_addresses.csv')) {
    if (!occurring.has(source)) continue;
    const flow = await followSource(core, organisationId, source);
    if (flow) flows.push(flow);
    // Reach takes a block as simultaneous and asks for no amount: where prices drift, value ends early.
    const { hops } = await walkReach(core.flows, organisationId, {
      ...{ chain, sources: [source], direction: 'forward', stopsAt: nowhere },
      asset,
      hopsMax: everyHop,
      fromHeight: 0,
      toHeight: heightMax,
      transfersMax: Number.MAX_SAFE_INTEGER,
      busyMax: 1_000_000_000,
    });
    for (const account of hops.keys()) reached.add(account);
  }
  const withValue = new Map(
    accountMethods.map((method) => {
      const valued = flows.flatMap((flow) =>
        flow.endpoints.filter((end) => (end.byMethod[method] ?? 0n) > 0n).map((end) => end.account),
      );
      return [method, new Set(terminals.filter((one) => valued.includes(one)))] as const;
    }),
  );
  const missed = terminals.filter((one) => !reached.has(one));
  return {
    name,
    terminals: terminals.length,
    reached: terminals.length - missed.length,
    missed,
    withValue,
  };
}

/** Evaluation goes on from every account. */
const nowhere = () => Promise.resolve(new Set<AccountId>());

function addressesIn(folder: string, file: string): AccountId[] {
  const lines = readFileSync(join(folder, file), 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim());
  return [...new Set(lines.filter((line) => /^0x[0-9a-fA-F]{40}$/.test(line)))].map((line) =>
    readAccount(chain, line.toLowerCase()),
  );
}

/** The accounts that occur in the flows of the case. */
async function importCase(
  core: Core,
  organisationId: string,
  folder: string,
): Promise<Set<AccountId>> {
  const occurring = new Set<AccountId>();
  const { ledger } = core.flows;
  const owner = { organisationId };
  const imported = await importTransfers(
    createReadStream(join(folder, 'flow_records.csv')),
    {
      mapping: fileMapping.parse({
        chain,
        format: 'csv',
        columns: {
          height: 'Block',
          time: 'Timestamp',
          tx: 'Tx_hash',
          from: 'From',
          to: 'To',
          amount: 'Value_in_USD',
        },
        amounts: 'decimal',
        asset: { id: asset, decimals: cents },
        covers: { kind: 'whole', fromHeight: 0, toHeight: heightMax },
      }),
      limits: fileLimits,
      scratchFolder: tmpdir(),
      name: 'flow_records.csv',
      readAt: systemClock.now().toISOString(),
    },
    async (transfers) => {
      for (const { from, to } of transfers) occurring.add(from).add(to);
      await ledger.append({ owner, transfers, events: [], coverage: [] });
    },
  );
  if (imported.errorCount > 0) {
    process.stderr.write(`${folder}: ${imported.errorCount} rows could not be read\n`);
  }
  // What could not be read is told above; the case is taken as all there is of this world.
  const coverage = imported.coverage.map(({ lacks: _lacks, ...rest }) => rest);
  await ledger.append({ owner, transfers: [], events: [], coverage });
  return occurring;
}

async function followSource(
  core: Core,
  organisationId: string,
  source: AccountId,
): Promise<Flow | undefined> {
  const id = systemClock.id();
  await core.database.tenant(organisationId, (tx) =>
    insertFlow(tx, organisationId, {
      id,
      request: {
        seed: { kind: 'wallet', account: source, asset, side: 'payments' },
        method: 'fifo',
        methods: accountMethods,
        limits: 'none',
      },
    }),
  );
  await follow(core.flows, organisationId, id, AbortSignal.timeout(600_000));
  return (await core.database.tenant(organisationId, (tx) => findFlow(tx, id)))?.result;
}

function reportOf(results: readonly CaseResult[], methods: object): string {
  const lines = results.map(
    ({ name, terminals, reached, missed }) =>
      `${name}: ${reached} of ${terminals} terminals reached${missed.length > 0 ? `; not: ${missed.join(', ')}` : ''}`,
  );
  const values = Object.entries(methods).map(([name, { terminalsWithValue }]) => {
    return `  ${name}: value to ${terminalsWithValue}`;
  });
  return [...lines, 'terminals that a method brings value to:', ...values].join('\n');
}
