import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WagetraceError } from '../domain/errors.ts';
import type { StartSettings } from './application.ts';
import { productFolder } from './product-folder.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const WORKERS_MAX = 64;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

const urlOf = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      return URL.canParse(text) && protocols.includes(new URL(text).protocol);
    },
    `must be a URL that starts with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  );

/** Names as the operator writes them; an empty value counts as not set. */
const environmentSchema = z.object({
  DATABASE_URL: urlOf('postgres:', 'postgresql:').optional(),
  REDIS_URL: urlOf('redis:', 'rediss:').optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a host name or an IP address')
    .default('127.0.0.1'),
  PORT: wholeNumber(1, 65_535).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  NODE_ENV: z.string().optional(),
  WAGETRACE_DATA: z.string().optional(),
  WAGETRACE_CONFIG: z.string().optional(),
  WAGETRACE_SANDBOX: z.enum(['true', 'false'], 'must be true or false').default('true'),
  WORKERS: wholeNumber(0, WORKERS_MAX).default(1),
  WAGETRACE_REQUESTS_PER_MINUTE: wholeNumber(1, 100_000_000).default(60_000),
});

const FLAGS = ['--sandbox', '--no-sandbox'];

/**
 * The settings of a process, from its environment and command line.
 * @throws `settings.invalid`: one message with everything that is wrong. Values are not repeated,
 * since they may hold passwords.
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): StartSettings {
  const set = Object.entries(environment).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const parsed = environmentSchema.safeParse(Object.fromEntries(set));
  const wrong = argv
    .filter((argument) => !FLAGS.includes(argument))
    .map((argument) => `${argument.split('=', 1)[0]}: not an option (${FLAGS.join(', ')})`);
  for (const issue of parsed.error?.issues ?? []) {
    wrong.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (!parsed.success || wrong.length > 0) {
    throw new WagetraceError(
      'settings.invalid',
      `Settings that are wrong:\n  ${wrong.join('\n  ')}`,
      {
        details: { wrong },
      },
    );
  }
  return toSettings(parsed.data, environment, argv);
}

function toSettings(
  values: z.infer<typeof environmentSchema>,
  environment: StartSettings['environment'],
  argv: readonly string[],
): StartSettings {
  const flag = argv.findLast((argument) => FLAGS.includes(argument));
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    logJson: values.NODE_ENV === 'production',
    dataFolder: resolve(values.WAGETRACE_DATA ?? join(productFolder, 'data')),
    configFolder: resolve(values.WAGETRACE_CONFIG ?? join(productFolder, 'config')),
    sandbox: flag === undefined ? values.WAGETRACE_SANDBOX === 'true' : flag === '--sandbox',
    workers: values.WORKERS,
    requestsPerMinute: values.WAGETRACE_REQUESTS_PER_MINUTE,
    environment,
  };
}
