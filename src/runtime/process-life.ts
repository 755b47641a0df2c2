import { isWagetraceError, messageOf } from '../domain/errors.ts';
import { redactText } from './redaction.ts';

const CAUSES_MAX = 5;

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
  const shown = isWagetraceError(error) ? withCauses(error) : stackOf(error);
  process.stderr.write(`${redactText(shown)}\n`);
  process.exit(1);
}

/** What the operator can act on is often in the cause: which address did not answer. */
function withCauses(error: Error): string {
  const messages = [error.message];
  for (let next = error.cause; next instanceof Error; next = next.cause) {
    if (messages.length === CAUSES_MAX) break;
    if (next.message !== '') messages.push(next.message);
  }
  return messages.join(': ');
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || messageOf(error);
}
