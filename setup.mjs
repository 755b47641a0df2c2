// Installs the packages when those that are installed are not the ones that the lock names.
// Runs before anything is installed: plain JavaScript, built-in modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Wagetrace needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

process.chdir(import.meta.dirname);
const stamp = 'node_modules/.wagetrace-lock';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (installed !== wanted) {
  console.log('Installing packages, which takes about half a minute ...');
  // `npm ci` would begin by taking away what is there. No package's install script is needed, so
  // none is run.
  const options = ['--no-save', '--no-audit', '--no-fund', '--include=dev', '--ignore-scripts'];
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm ? [process.execPath, npm] : ['npm'];
  const result = spawnSync(command, [...before, 'install', ...options], { stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(`npm install failed${result.error ? `: ${result.error.message}` : ''}.`);
    process.exit(result.status || 1);
  }
  writeFileSync(stamp, wanted);
}
