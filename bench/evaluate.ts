import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** One suite of `npm run evaluate`: reads real data, may compare with the truth in it. */
export interface Suite {
  /** Returns the object that `--json` prints as the last line, and a report for people. */
  run(options: SuiteOptions): Promise<{ readonly json: object; readonly report: string }>;
}

/** What follows the suite's name on the command line; every option but `--json` is the suite's own. */
export interface SuiteOptions {
  readonly data: string;
  readonly flags: Readonly<Record<string, string | boolean>>;
}

const folder = new URL('./evaluate/', import.meta.url);
const suites = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));

function usage(message: string): never {
  process.stderr.write(
    `${message}\nusage: npm run evaluate -- <${suites.join('|')}> --data FILE [--json]\n`,
  );
  process.exit(2);
}

async function main(): Promise<void> {
  const [name, ...rest] = process.argv.slice(2);
  if (!name || !suites.includes(name)) usage(`unknown suite: ${name ?? '(none)'}`);
  const { values } = parseArgs({
    args: rest,
    strict: false,
    options: {
      data: { type: 'string' },
      blocks: { type: 'string', multiple: true },
      seed: { type: 'string', multiple: true },
      until: { type: 'string' },
      method: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  // An option that is given again adds to what was given before.
  const flags = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join(',') : (value ?? false),
    ]),
  );
  const { json, data } = flags;
  const suite = (await import(new URL(`${name}.ts`, folder).href)) as Suite;
  const result = await suite.run({ data: typeof data === 'string' ? data : '', flags });
  process.stdout.write(`${json ? JSON.stringify(result.json) : result.report}\n`);
}

/** A file that is not there is named; whatever is not foreseen is shown with where it happened. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${told(error)}\n`);
  process.exitCode = 1;
});
