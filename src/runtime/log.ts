import { type DestinationStream, type Logger, pino } from 'pino';
import type { StartSettings } from './application.ts';
import { redactText } from './redaction.ts';

export type Log = Logger;

/** Fields that carry secrets, at the top of a record or one level down. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'apiKey',
  'key',
  'secret',
  'password',
  'token',
  'databaseUrl',
  'redisUrl',
  'environment',
];
const SECRET_PATHS = [
  ...SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  'req.headers["x-api-key"]',
  'headers["x-api-key"]',
];

/**
 * The log of one process: on standard output one JSON object a line (`logJson`) or one readable
 * line. Secrets are removed by field, and from every line as a whole: URLs with keys, credentials,
 * authorization values.
 */
export function createLog(
  settings: Pick<StartSettings, 'logLevel' | 'logJson'>,
  name: string,
  output: DestinationStream = process.stdout,
): Log {
  const format = settings.logJson ? redactText : (line: string) => readable(redactText(line));
  return pino(
    {
      name,
      level: settings.logLevel,
      base: { pid: process.pid },
      redact: { paths: SECRET_PATHS, censor: '***' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => output.write(format(line)) },
  );
}

interface LogRecord {
  readonly level: number;
  readonly time: string;
  readonly name: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
}

function readable(line: string): string {
  // CAST: the line was written by pino a moment ago, with these fields.
  const { level, time, name, msg, err, ...rest } = JSON.parse(line) as LogRecord;
  const { pid: _pid, ...fields } = rest as Record<string, unknown>; // CAST: an object's rest
  const shown = Object.entries(fields).map(([field, value]) => `${field}=${oneLine(value)}`);
  const cause = err === undefined ? '' : `: ${(level >= 50 && err.stack) || err.message}`;
  const label = pino.levels.labels[level] ?? String(level);
  const tail = shown.length > 0 ? ` (${shown.join(' ')})` : '';
  return `${time.slice(11, 19)} ${label.padEnd(5)} ${name}: ${msg ?? ''}${cause}${tail}\n`;
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
