import pg from 'pg';
import { WagetraceError } from '../domain/errors.ts';

/** SQLSTATE classes and codes (PostgreSQL manual, appendix A) after which the same call may succeed. */
const unavailable = /^(08|53|57P0)/;
const conflict = /^(40|55P03)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
]);
/** pg gives neither a class nor a code to a connection that broke or could not be had in time. */
const lostConnection =
  /^Connection terminated|^timeout exceeded when trying to connect|not queryable/;

/**
 * What the driver threw, as an error of the product; everything else unchanged. The server's own
 * message may quote a row, so it stays in `cause`.
 */
export function databaseError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) return serverError(error);
  if (!(error instanceof Error) || error instanceof WagetraceError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const fromNetwork = 'syscall' in error && networkCodes.has(code);
  if (!fromNetwork && !lostConnection.test(error.message)) return error;
  return new WagetraceError('database.unavailable', 'The database cannot be reached', {
    retryable: true,
    cause: error,
  });
}

function serverError(error: pg.DatabaseError): WagetraceError {
  const sqlstate = error.code ?? '';
  const details = { sqlstate, ...(error.constraint ? { constraint: error.constraint } : {}) };
  if (unavailable.test(sqlstate)) {
    return new WagetraceError('database.unavailable', 'The database is not available', {
      retryable: true,
      cause: error,
      details,
    });
  }
  if (conflict.test(sqlstate)) {
    return new WagetraceError('database.conflict', 'Another transaction came between', {
      retryable: true,
      cause: error,
      details,
    });
  }
  return new WagetraceError('database.failed', 'The database refused a statement', {
    cause: error,
    details,
  });
}
