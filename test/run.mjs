// All checks of the repository: types, style, what is unused, then every test. With arguments, the
// tests that they name and nothing else.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'data/test');
const skipsFile = join(folder, 'skips.jsonl');
const reportFile = join(folder, 'report.json');
const noSkip = process.env.WAGETRACE_NO_SKIP === '1';

const CHECKS = [
  { name: 'types', module: 'typescript/bin/tsc', args: ['--noEmit'] },
  {
    name: 'style',
    module: '@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings', '--max-diagnostics=200'],
  },
  { name: 'unused', module: 'knip/bin/knip.js', args: ['--no-progress'] },
];

/** Runs a tool of node_modules with this Node; its exit code. */
function run({ module, args, output = 'inherit', env = {} }) {
  const file = join(root, 'node_modules', module);
  const child = spawn(process.execPath, [file, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output === 'inherit' ? 'inherit' : 'pipe', output],
  });
  running.add(child);
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      done({ code: code ?? 1, signal, text: Buffer.concat(chunks).toString() });
    });
  });
}

const running = new Set();
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
    for (const child of running) child.kill('SIGTERM');
  });
}

async function check({ name, module, args }) {
  const start = Date.now();
  const { code, text } = await run({ module, args, output: 'pipe' });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(text.trimEnd());
  return code === 0 ? [] : [name];
}

async function test() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { code } = await run({
    module: 'vitest/vitest.mjs',
    args: ['run', ...reporters, ...filters],
    env: { WAGETRACE_SKIPS_FILE: skipsFile },
  });
  return code === 0 ? [] : ['tests'];
}

/** The tests that did not run, with the reason that their suite gave. */
function skippedSuites() {
  if (!existsSync(reportFile)) return [];
  const reasons = existsSync(skipsFile)
    ? readFileSync(skipsFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  return JSON.parse(readFileSync(reportFile, 'utf8')).testResults.flatMap(
    ({ name, assertionResults }) => {
      const count = assertionResults.filter(
        ({ status }) => status !== 'passed' && status !== 'failed',
      ).length;
      if (count === 0) return [];
      const why = reasons.filter(({ suite }) => suite === name).map((reason) => reason.why);
      return [
        {
          name: name.slice(root.length + 1),
          count,
          why: [...new Set(why)].join('; ') || 'no reason given',
        },
      ];
    },
  );
}

const filters = process.argv.slice(2);
const failed = [];
mkdirSync(folder, { recursive: true, mode: 0o700 });
rmSync(skipsFile, { force: true });
rmSync(reportFile, { force: true });
// All at once: the tests that wait for other processes leave the checks time enough.
const checks = filters.length === 0 ? CHECKS.map(check) : [];
failed.push(...(await Promise.all([...checks, test()])).flat());
const skipped = skippedSuites();
for (const { name, count, why } of skipped) {
  console.log(`skipped: ${name} (${count} ${count === 1 ? 'test' : 'tests'}): ${why}`);
}
if (noSkip && skipped.length > 0) failed.push('skipped tests, where none may be');
if (failed.length > 0) console.log(`FAILED: ${failed.join(', ')}`);
process.exitCode = stopped || failed.length > 0 ? 1 : 0;
