import { isWagetraceError } from '../domain/errors.ts';
import { redactText } from './redaction.ts';

/**
 * Runs the process and ends it with the code that `body` resolves to, whatever is still open. A
 * product error is shown as its message alone; anything else, also what nobody awaited, with its
 * stack, and ends the process with 1.
 */
export async function runProcess(body: () => Promise<number>): Promise<never> {
  process.on('uncaughtException', (error) => fail(error));
  process.on('unhandledRejection', (error) => fail(error));
  try {
    return process.exit(await body());
  } catch (error) {
    return fail(error);
  }
}

function fail(error: unknown): never {
  const known = isWagetraceError(error);
  const text = error instanceof Error && !known ? error.stack : undefined;
  const message = text ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`${redactText(message)}\n`);
  process.exit(1);
}
