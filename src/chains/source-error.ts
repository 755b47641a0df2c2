import { type ErrorDetails, WagetraceError } from '../domain/errors.ts';

/** What goes wrong with a source, and whether the same call may succeed later. */
const retryableByCode = {
  'source.unavailable': true,
  'source.rate-limited': true,
  'source.quota-exhausted': true,
  'source.timeout': true,
  'source.bad-answer': true,
  'source.reorged': true,
  'source.above-head': true,
  'source.disagreement': false,
  'source.range-too-wide': false,
  'source.too-large': false,
  'source.refused': false,
  'source.unsupported': false,
  'source.wrong-chain': false,
} as const;

export type SourceErrorCode = keyof typeof retryableByCode;

/**
 * An error of a source. `provider` is its configured name: never a URL, since keys live in URLs.
 * Errors of the transport are not kept as cause for the same reason.
 */
export function sourceError(
  code: SourceErrorCode,
  provider: string,
  message: string,
  details: ErrorDetails = {},
): WagetraceError {
  return new WagetraceError(code, `${provider}: ${message}`, {
    retryable: retryableByCode[code],
    details: { provider, ...details },
  });
}
