import type { IncomingMessage, ServerResponse } from 'node:http';
import { isWagetraceError } from '../domain/errors.ts';
import { encodeJson } from '../domain/json.ts';

/** An error as RFC 9457 has it, with a stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly details?: unknown;
}

/** The status of each code, by the code itself or by its area. What is not here is our fault: 500. */
const statuses: Readonly<Record<string, number>> = {
  'request.invalid': 400,
  'request.malformed': 400,
  'request.aborted': 400,
  'request.too-large': 413,
  'request.unsupported-type': 415,
  'request.not-found': 404,
  'request.method-not-allowed': 405,
  'request.too-many': 429,
  'auth.missing': 401,
  'auth.invalid': 401,
  'auth.forbidden': 403,
  'idempotency.in-flight': 409,
  'idempotency.different-input': 422,
  'idempotency.claim-lost': 409,
  'payroll.duplicate-run': 409,
  'payroll.bad-csv': 422,
  'payroll.bad-header': 422,
  'payroll.empty-run': 422,
  'payroll.too-many-payouts': 422,
  'payroll.unknown-employer': 422,
  'payout.not-found': 404,
  'payout.blocked': 409,
  'payout.bad-state': 409,
  'payout.same-person': 409,
  'payout.already-settled': 409,
  'payout.reason-missing': 422,
  'payout.licence-missing': 422,
  'payout.no-wallet': 422,
  'payout.wrong-chain': 422,
  'payroll.unknown-payee': 422,
  'screening.not-found': 404,
  'cluster.no-such-evidence': 422,
  'cluster.already-split': 409,
  'cluster.not-split': 409,
  'dismissal.bad-expiry': 422,
  'dismissal.no-such-match': 422,
  'finding.not-found': 404,
  'finding.exists': 409,
  'finding.bad-state': 409,
  'finding.same-person': 409,
  'flow.not-found': 404,
  'flow.unknown-asset': 422,
  'flow.unfit-method': 422,
  'flow.not-traced': 409,
  'inquiry.not-found': 404,
  'reach.other-chain': 422,
  'alert.not-found': 404,
  'alert.reason-missing': 422,
  'monitor.not-found': 404,
  'monitor.too-many': 422,
  'label.bad-file': 422,
  'label.too-many': 422,
  'list.unknown': 404,
  'list.refreshing': 409,
  'list.incomplete': 503,
  'account.unreadable': 422,
  'account.unknown-chain-family': 422,
  'caip.bad-chain': 422,
  'caip.bad-account': 422,
  'caip.bad-asset': 422,
  'amount.bad-base': 422,
  'amount.bad-decimal': 422,
  'amount.too-large': 422,
  'database.unavailable': 503,
  'database.conflict': 503,
};

/**
 * The one place where an error becomes an answer. What is not the caller's doing says nothing of
 * the inside: the log has it under the same request id.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const code = isWagetraceError(error) ? error.code : 'internal';
  const status = statuses[code] ?? 500;
  const type = `urn:wagetrace:problem:${status === 500 ? 'internal' : code}`;
  if (status === 500 || !isWagetraceError(error)) {
    return { type, title: 'Something went wrong here', status: 500, code: 'internal', requestId };
  }
  const details = Object.keys(error.details).length > 0 ? { details: error.details } : {};
  return { type, title: error.message, status, code, requestId, ...details };
}

/** What is still read of a request that was refused unread, and for how long. */
const lingerBytesMax = 1024 * 1024;
const lingerMs = 1_000;

/**
 * Sends a problem, unless the answer has begun. A request whose body was not read is not read on:
 * its connection ends, a moment later, since what the caller still sends into a closed connection
 * would take the answer with it (RFC 9112, 9.6).
 */
export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  unread?: IncomingMessage,
): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  if (problem.status === 503 || problem.status === 429) response.setHeader('retry-after', '1');
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
  const body = encodeJson(problem);
  response.setHeader('content-type', 'application/problem+json');
  response.statusCode = problem.status;
  if (!unread || unread.complete) {
    response.end(body);
    return;
  }
  response.setHeader('connection', 'close');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.write(body);
  linger(unread, response);
}

function linger(request: IncomingMessage, response: ServerResponse): void {
  let length = 0;
  const end = () => {
    clearTimeout(timer);
    request.pause();
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > lingerBytesMax) end();
  });
  request.once('end', end);
  request.once('error', end);
  request.resume();
}
