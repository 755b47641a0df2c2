import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatDecimal } from '../../domain/amount.ts';
import { chainOf } from '../../domain/caip.ts';
import { failureOf, WagetraceError } from '../../domain/errors.ts';
import {
  type AttributionMethod,
  accountMethods,
  type Endpoint,
  type Flow,
  type TraceDirection,
  traceDirections,
} from '../../domain/flow.ts';
import { readFlowRequest } from '../../flows/ask-flow.ts';
import { pathsCeiling } from '../../flows/flow-request.ts';
import { follow } from '../../flows/follow.ts';
import { readAccountStretch } from '../../flows/read-account.ts';
import { findFlow, insertFlow, saveFailure } from '../../flows/store.ts';
import type { Core } from '../compose-core.ts';
import { findOrganisation } from '../store.ts';
import { systemClock } from '../system-clock.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

interface TraceOptions {
  readonly organisation: string;
  readonly tx?: string;
  readonly wallet?: string;
  readonly side: 'receipts' | 'payments';
  readonly asset?: string;
  readonly to?: string;
  readonly direction: TraceDirection;
  readonly method: AttributionMethod;
  readonly limits: boolean;
  readonly paths?: number;
  readonly json?: boolean;
}

/** `wagetrace trace`: follows here and now what the service would follow by its workers. */
export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description('follow a transaction or a wallet')
    .requiredOption('--organisation <id>')
    .option('--tx <chain:hash>', 'such as eip155:1:0xab…')
    .option('--wallet <account>', 'CAIP-10')
    .addOption(new Option('--side <side>').choices(['receipts', 'payments']).default('receipts'))
    .option('--asset <asset>', 'CAIP-19 id or symbol')
    .option('--to <account>', 'the receiver that is meant')
    .addOption(
      new Option('--direction <direction>', 'where value went, or where it came from')
        .choices([...traceDirections])
        .default('forward'),
    )
    .addOption(new Option('--method <method>').choices([...accountMethods]).default('fifo'))
    .option('--no-limits', 'no minimum, hops, horizon or budget')
    .addOption(
      new Option('--paths <count>', `greatest paths, 1 to ${pathsCeiling} (5)`).argParser(
        readPaths,
      ),
    )
    .option('--json')
    .action(async (options: TraceOptions) => {
      await withCore(async (core) => {
        const { id } = await findOrganisation(core.database, options.organisation);
        const flow = await traceHere(core, id, options);
        print(options.json ?? false, flow, () => flowText(core, flow));
      });
    });
}

function readPaths(text: string): number {
  const paths = Number(text);
  if (Number.isInteger(paths) && paths >= 1 && paths <= pathsCeiling) return paths;
  throw new InvalidArgumentError(`1 to ${pathsCeiling}`);
}

function requestOf(core: Core, options: TraceOptions) {
  const { tx, wallet, asset, side, to, direction, method, paths: pathsMax } = options;
  if ((tx === undefined) === (wallet === undefined)) {
    throw new WagetraceError('flow.bad-request', 'Give either --tx or --wallet');
  }
  if (wallet !== undefined && asset === undefined) {
    throw new WagetraceError('flow.bad-request', '--wallet needs --asset');
  }
  const cut = tx?.lastIndexOf(':') ?? -1;
  return readFlowRequest(core.catalogue, {
    ...(tx === undefined
      ? { wallet: { account: wallet ?? '', asset: asset ?? '', side } }
      : { transaction: { chain: tx.slice(0, cut), tx: tx.slice(cut + 1), asset, to } }),
    ...{ direction, method, pathsMax },
    methods: [],
    limits: options.limits ? {} : 'none',
  });
}

async function traceHere(core: Core, organisationId: string, options: TraceOptions): Promise<Flow> {
  const request = requestOf(core, options);
  const id = systemClock.id();
  await core.database.tenant(organisationId, (tx) =>
    insertFlow(tx, organisationId, { id, request }),
  );
  try {
    await followHere(core, organisationId, id, options);
  } catch (error) {
    // Who asked is told here: left to the workers it would fail again, and raise an alert.
    await core.database.tenant(organisationId, (tx) =>
      saveFailure(tx, organisationId, id, failureOf(error)),
    );
    throw error;
  }
  const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, id));
  if (!row?.result) throw new WagetraceError('flow.no-trace', 'The trace gave no answer');
  return row.result;
}

async function followHere(
  core: Core,
  organisationId: string,
  id: string,
  { json }: TraceOptions,
): Promise<void> {
  const signal = new AbortController().signal;
  const bar = new SingleBar({ format: 'wave {wave} | {bar} | {value}/{total} accounts read' });
  for (;;) {
    const outcome = await follow(core.flows, organisationId, id, signal);
    if (outcome.state === 'done') return;
    const { wave, readings } = outcome;
    if (!json) bar.start(readings.length, 0, { wave });
    for (const readingId of readings) {
      await readAccountStretch(core.flows, readingId, { worker: id, last: true, signal });
      bar.increment();
    }
    bar.stop();
  }
}

function flowText(core: Core, flow: Flow): string {
  const { seed, inputs, completeness } = flow;
  const money = (base: bigint, asset: Endpoint['asset']) => {
    const known = core.catalogue.asset(chainOf(asset), asset);
    return known ? `${formatDecimal(base, known.decimals)} ${known.symbol}` : `${base} of ${asset}`;
  };
  const ends = flow.endpoints.map((end) => {
    const party = end.matches[0] ? `  ${end.matches[0].listing.party}` : '';
    return `  ${end.kind.padEnd(14)} ${end.account}  ${money(end.amountBase, end.asset)}${party}`;
  });
  return [
    `flow ${flow.id}: ${money(seed.amountBase, seed.asset)} by ${inputs.method}, ${flow.flag ?? 'not flagged'}`,
    `listed endpoints: at least ${money(flow.listedLowerBase, seed.asset)}, at most ${money(flow.listedUpperBase, seed.asset)}`,
    `seen: ${completeness.state}${completeness.reasons.map((reason) => `; ${reason.message}`).join('')}`,
    ...ends,
  ].join('\n');
}
