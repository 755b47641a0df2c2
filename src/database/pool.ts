import pg from 'pg';
import { WagetraceError } from '../domain/errors.ts';
import type { DatabaseOptions } from './database.ts';

const connectTimeoutMs = 10_000;
/**
 * Compiling a statement takes the server longer than any of ours takes to run: storing and tracing
 * took twice as long as soon as their estimates made it do so. Literals are spelled as standard SQL
 * does, so a server that reads backslashes in them otherwise must not.
 */
const serverOptions = '-c jit=off -c standard_conforming_strings=on';
const { builtins } = pg.types;
const numericArray = 1231;
// CAST: text[]; the names of the types leave out arrays, the parsers do not.
const textArray = 1009 as typeof builtins.TEXT;

/**
 * Reads int8 as a number. Heights, counts and positions are far below 2^53; an amount is
 * numeric(78,0) and stays text.
 */
function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new WagetraceError('database.unsafe-integer', 'An integer in the store exceeds 2^53');
  }
  return value;
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, readInteger],
  // A day has no time zone: as a Date it would move by one.
  [builtins.DATE, (text) => text],
  // pg reads numeric[] as floats.
  [numericArray, pg.types.getTypeParser(textArray)],
]);

/** The connections to the server of `url`. */
export function openPool(url: string, options: DatabaseOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'wagetrace',
    options: serverOptions,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
    },
  });
  // Without these listeners the process would die when the server restarts. Nothing is lost: an
  // idle connection has been dropped by the pool, and on one in use the next statement fails.
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
