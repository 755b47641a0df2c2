import { readdirSync } from 'node:fs';

const folder = new URL('./', import.meta.url);
const suffix = '.bench.ts';
const names = readdirSync(folder)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));

/** One benchmark of `npm run bench`: prints ratios to a peer on the same work in the same run. */
interface Benchmark {
  run(args: string[]): Promise<void>;
}

async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  if (!name || !names.includes(name)) {
    process.stderr.write(`usage: npm run bench -- <${names.join('|')}>\n`);
    process.exit(2);
  }
  // The tests' own server, unless another one is named.
  process.env['WAGETRACE_TEST_DATABASE_URL'] ??= 'postgres://root@127.0.0.1:5432/test';
  // CAST: every file of that name exports a benchmark.
  const benchmark = (await import(new URL(`${name}${suffix}`, folder).href)) as Benchmark;
  await benchmark.run(args);
}

await main();
