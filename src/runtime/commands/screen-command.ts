import { type Command, InvalidArgumentError, Option } from 'commander';
import { chainOf } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { Screening } from '../../domain/decision.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { NamedSubject } from '../../domain/name-match.ts';
import type { Core } from '../compose-core.ts';
import { floorOption } from './floor-option.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

interface ScreenOptions {
  readonly floor: string[];
  readonly name?: string;
  readonly dateOfBirth?: string;
  readonly country?: string;
  readonly json?: boolean;
}

/** `wagetrace screen`: decides about wallets and a name without storing anything. */
export function addScreenCommand(program: Command): void {
  program
    .command('screen [account...]')
    .description('screen CAIP-10 accounts, such as eip155:1:0x…, or a name against the lists')
    .option('--name <name>', 'a person or company; with accounts, who holds them')
    .addOption(new Option('--date-of-birth <date>', 'of the person, YYYY-MM-DD').argParser(readDay))
    .addOption(
      new Option('--country <code>', 'of the person or company, ISO 3166-1 alpha-2').argParser(
        readCountry,
      ),
    )
    .addOption(floorOption())
    .option('--json')
    .action(async (accounts: string[], options: ScreenOptions) => {
      if (accounts.length === 0 && options.name === undefined) {
        throw new WagetraceError('command.nothing-given', 'Give an account or --name');
      }
      await withCore(async (core) => {
        const screenings = await screenAll(core, accounts, options);
        print(options.json ?? false, screenings, () => screenings.map(lineOf).join('\n'));
        if (screenings.some(({ verdict }) => verdict.decision === 'block')) process.exitCode = 3;
      });
    });
}

/** What cannot be read would be compared with nothing, and weaken a match. */
function readDay(text: string): string {
  const day = new Date(text);
  if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${text}T`)) return text;
  throw new InvalidArgumentError('A day, YYYY-MM-DD');
}

function readCountry(text: string): string {
  if (/^[A-Z]{2}$/.test(text)) return text;
  throw new InvalidArgumentError('Two capital letters, such as KP');
}

async function screenAll(
  { screener, names, catalogue }: Core,
  accounts: readonly string[],
  { name, dateOfBirth, country, floor }: ScreenOptions,
): Promise<Screening[]> {
  const asked = name === undefined ? [] : [namedSubject(name, dateOfBirth, country)];
  if (asked.length > 0) await names.reload();
  const [found] = await names.search(asked);
  if (found && accounts.length === 0) return [screener.name(found, floor, 'manual')];
  return accounts.map((account) => {
    const subject = screener.read({ account });
    const hasClusters =
      subject.account && catalogue.chain(chainOf(subject.account))?.ledger === 'utxo';
    const untraceable = hasClusters ? [clusterNotSearched] : [];
    return screener.subject(subject, floor, 'manual', { names: found, untraceable });
  });
}

const clusterNotSearched: IncompleteReason = {
  code: 'cluster-not-searched',
  message: 'Which accounts share an owner is judged by an organisation, and none asks here',
};

function namedSubject(
  name: string,
  dateOfBirth: string | undefined,
  country: string | undefined,
): NamedSubject {
  return {
    name,
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(country === undefined ? {} : { country }),
  };
}

function lineOf({ facts, verdict }: Screening): string {
  const lists = facts.listVersions.map(({ list, published }) => `${list} ${published}`).join(', ');
  return [
    `${verdict.decision.padEnd(6)}  ${facts.subject.given}`,
    ...verdict.reasons.map((reason) => `        ${reason}`),
    `        lists: ${facts.lists.state}, tracing: ${facts.tracing.state} (${lists})`,
  ].join('\n');
}
