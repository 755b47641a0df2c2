/** What an error says besides its message. Never a secret, a key or personal data. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface ErrorOptions {
  /** True when the same call may succeed later without any change. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/**
 * The one error of the product. `code` is stable and machine-readable (`area.reason`, kebab-case);
 * `api/problem.ts` maps it to a status, `jobs/` maps `retryable` to a retry. Each module
 * throws its own codes; nothing else carries meaning.
 */
export class WagetraceError extends Error {
  override readonly name = 'WagetraceError';
  readonly code: string;
  readonly retryable: boolean;
  readonly details: ErrorDetails;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** True for a WagetraceError, also one from a second copy of this module (worker threads). */
export function isWagetraceError(error: unknown): error is WagetraceError {
  return error instanceof Error && error.name === 'WagetraceError' && 'code' in error;
}

/** What is kept of anything thrown: what is no WagetraceError is `internal`. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = isWagetraceError(error) ? error.code : 'internal';
  return { code, message: messageOf(error) };
}

/** The message of anything thrown, without U+0000, which PostgreSQL cannot store. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll('\u0000', '\ufffd');
}
