import { type Command, Option } from 'commander';
import { formatDecimal } from '../../domain/amount.ts';
import { type AssetId, chainId, chainOf } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { type AttributionMethod, accountMethods } from '../../domain/flow.ts';
import { readAsset } from '../../flows/ask-flow.ts';
import { readExposureQuestion } from '../../flows/exposure/ask-exposure.ts';
import { answerInquiry } from '../../flows/inquiries/answer-inquiry.ts';
import type { InquiryQuestion } from '../../flows/inquiries/inquiry.ts';
import { findInquiry, insertInquiry } from '../../flows/inquiries/store-inquiries.ts';
import { readAccountStretch } from '../../flows/read-account.ts';
import type { Core } from '../compose-core.ts';
import { findOrganisation } from '../store.ts';
import { systemClock } from '../system-clock.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

/** `wagetrace exposure` and `convergence`: answer here and now what a worker would answer. */
export function addInquiryCommands(program: Command): void {
  addExposure(program);
  addConvergence(program);
}

interface ExposureOptions {
  readonly organisation: string;
  readonly asset: string;
  readonly method: AttributionMethod;
  readonly json?: boolean;
}

function addExposure(program: Command): void {
  program
    .command('exposure <account>')
    .description('where the money of a wallet went and came from, by kind of owner')
    .requiredOption('--organisation <id>')
    .requiredOption('--asset <asset>', 'CAIP-19 id or symbol')
    .addOption(new Option('--method <method>').choices([...accountMethods]).default('fifo'))
    .option('--json')
    .action(async (account: string, { organisation, asset, method, json }: ExposureOptions) => {
      await withCore(async (core) => {
        const { id } = await findOrganisation(core.database, organisation);
        const question = readExposureQuestion(core.catalogue, {
          ...{ account, asset, method, limits: {}, fromHeight: 0 },
          directions: ['forward', 'backward'],
        });
        const answer = await answerHere(core, id, question);
        print(json ?? false, answer, () => exposureText(core, answer, question.asset));
      });
    });
}

function addConvergence(program: Command): void {
  program
    .command('convergence')
    .description('accounts where wages of unconnected payees come together')
    .requiredOption('--organisation <id>')
    .requiredOption('--chain <chain>', 'such as eip155:1')
    .requiredOption('--asset <asset>', 'CAIP-19 id or symbol')
    .option('--json')
    .action(
      async (options: { organisation: string; chain: string; asset: string; json?: boolean }) => {
        await withCore(async (core) => {
          const { id } = await findOrganisation(core.database, options.organisation);
          const asset = readAsset(core.catalogue, chainId(options.chain), options.asset);
          const question = { kind: 'convergence', asset, hopsMax: 4 } as const;
          const answer = await answerHere(core, id, question);
          print(options.json ?? false, answer, () => convergenceText(answer));
        });
      },
    );
}

/** The stored answer. Throws what answering throws, and `inquiry.no-answer`. */
export async function answerHere(
  core: Core,
  organisationId: string,
  question: InquiryQuestion,
): Promise<unknown> {
  const id = systemClock.id();
  const { signal } = new AbortController();
  await core.database.tenant(organisationId, (tx) =>
    insertInquiry(tx, organisationId, { id, question, at: systemClock.now() }),
  );
  for (;;) {
    const outcome = await answerInquiry(core.inquiries, organisationId, id, signal);
    if (outcome.state === 'done') break;
    for (const readingId of outcome.readings) {
      await readAccountStretch(core.flows, readingId, { worker: id, last: true, signal });
    }
  }
  const row = await core.database.tenant(organisationId, (tx) => findInquiry(tx, id));
  if (row?.answer === undefined) {
    throw new WagetraceError('inquiry.no-answer', 'There is no answer');
  }
  return row.answer;
}

interface ShownReasons {
  readonly completeness: {
    readonly state: string;
    readonly reasons: readonly { readonly message: string }[];
  };
}

interface ShownExposure {
  readonly directions: readonly (ShownReasons & {
    readonly direction: string;
    readonly totalBase?: string;
    readonly categories?: readonly {
      readonly category: string;
      readonly direct: { readonly amountBase: string };
      readonly indirect: { readonly amountBase: string };
      readonly leastHops: number;
    }[];
  })[];
}

export function exposureText(core: Core, answer: unknown, asset: AssetId): string {
  // CAST: what an exposure is stored as.
  const { directions } = answer as ShownExposure;
  const known = core.catalogue.asset(chainOf(asset), asset);
  const money = (base: string) => {
    return known ? `${formatDecimal(BigInt(base), known.decimals)} ${known.symbol}` : base;
  };
  return directions
    .map(({ direction, totalBase, categories = [], completeness }) => {
      const lines = categories.map(
        ({ category, direct, indirect, leastHops }) =>
          `  ${category.padEnd(16)} direct ${money(direct.amountBase)}, indirect ${money(indirect.amountBase)}, ${leastHops} or more transfers away`,
      );
      const total = totalBase === undefined ? 'not known' : money(totalBase);
      return [`${direction}: ${total}; ${seen({ completeness })}`, ...lines].join('\n');
    })
    .join('\n');
}

interface ShownConvergence extends ShownReasons {
  readonly tried: number;
  readonly payees: number;
  readonly found: readonly {
    readonly account: string;
    readonly groups: number;
    readonly eValue: number;
    readonly incomeShareMillionths: number;
  }[];
}

function convergenceText(answer: unknown): string {
  // CAST: what a look for convergence is stored as.
  const { found, tried, payees, completeness } = answer as ShownConvergence;
  const lines = found.map(
    ({ account, groups, eValue, incomeShareMillionths }) =>
      `  ${account}  ${groups} unconnected payees, E ${eValue.toExponential(1)}, ${incomeShareMillionths / 10_000} % of what it takes in`,
  );
  const head = `${found.length} of ${tried} accounts, ${payees} payees; ${seen({ completeness })}`;
  return [head, ...lines].join('\n');
}

function seen({ completeness: { state, reasons } }: ShownReasons): string {
  return `seen: ${state}${reasons.map(({ message }) => `; ${message}`).join('')}`;
}
