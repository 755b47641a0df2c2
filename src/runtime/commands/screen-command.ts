import type { Command } from 'commander';
import type { Screening } from '../../domain/decision.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

/** `wagetrace screen`: decides about wallets without storing anything. */
export function addScreenCommand(program: Command): void {
  program
    .command('screen <account...>')
    .description('screen CAIP-10 accounts, such as eip155:1:0x…, against the loaded lists')
    .option('--floor <codes>', 'jurisdictions whose block listings no policy lifts', 'US,UN')
    .option('--json')
    .action(async (accounts: string[], options: { floor: string; json?: boolean }) => {
      await withCore(async ({ screener }) => {
        const floor = options.floor.split(',');
        const screenings = accounts.map((account) => screener.wallet({ account }, floor, 'manual'));
        print(options.json ?? false, screenings, () => screenings.map(lineOf).join('\n'));
        if (screenings.some(({ verdict }) => verdict.decision === 'block')) process.exitCode = 3;
      });
    });
}

function lineOf({ facts, verdict }: Screening): string {
  const lists = facts.listVersions.map(({ list, published }) => `${list} ${published}`).join(', ');
  return [
    `${verdict.decision.padEnd(6)}  ${facts.subject.given}`,
    ...verdict.reasons.map((reason) => `        ${reason}`),
    `        lists: ${facts.lists.state}, tracing: ${facts.tracing.state} (${lists})`,
  ].join('\n');
}
