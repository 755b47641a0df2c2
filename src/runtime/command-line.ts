import { Command } from 'commander';
import { isWagetraceError, messageOf } from '../domain/errors.ts';
import { addBridgesCommand } from './commands/bridges-command.ts';
import { addChainsCommand } from './commands/chains-command.ts';
import { addImportCommand } from './commands/import-command.ts';
import { addInquiryCommands } from './commands/inquiry-commands.ts';
import { addListsCommand } from './commands/lists-command.ts';
import { addOrganisationCommands } from './commands/organisation-commands.ts';
import { addScreenCommand } from './commands/screen-command.ts';
import { addTraceCommand } from './commands/trace-command.ts';
import { addVerifyCommand } from './commands/verify-command.ts';
import { engineVersion } from './engine-version.ts';
import { redactText } from './redaction.ts';

/** Runs the command line; the exit code is set, 1 for an error that was told. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('wagetrace')
    .description('Follows wages across chains and screens every wallet on the way.')
    .version(engineVersion)
    .showHelpAfterError();
  addScreenCommand(program);
  addImportCommand(program);
  addTraceCommand(program);
  addInquiryCommands(program);
  addListsCommand(program);
  addChainsCommand(program);
  addBridgesCommand(program);
  addVerifyCommand(program);
  addOrganisationCommands(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    const code = isWagetraceError(error) ? ` (${error.code})` : '';
    process.stderr.write(redactText(`wagetrace: ${messageOf(error)}${code}\n`));
    process.exitCode = 1;
  }
}
