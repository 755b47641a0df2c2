#!/usr/bin/env node
// The command line of Wagetrace: runs src/cli.ts by tsx, in the caller's folder.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const tsx = import.meta.resolve('tsx');
const cli = join(import.meta.dirname, 'src/cli.ts');
const child = spawn(process.execPath, ['--import', tsx, cli, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal sends Ctrl-C to both, and the command itself decides how it ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
