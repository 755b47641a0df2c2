import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const debianPackages = ['python3-igraph', 'python3-networkx'];
const npmPackages = [
  'graphology@0.26.0',
  'graphology-traversal@0.3.1',
  '@duckdb/node-api@1.5.6-r.1',
];
const python = '/usr/bin/python3';

/** Peers are the bench's own: they are not packages of the product. */
const folder = resolve(import.meta.dirname, '../../data/bench-peers');

/** Installs what is missing. Throws when a peer cannot be had: a bench without it shows nothing. */
export function installPeers(): void {
  if (!hasPythonPeers()) {
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...debianPackages);
    if (!hasPythonPeers()) throw new Error(`${debianPackages.join(' and ')} cannot be loaded`);
  }
  if (existsSync(join(folder, 'node_modules', '@duckdb', 'node-api'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name": "bench-peers", "private": true}\n');
  const install = ['install', '--no-audit', '--no-fund', '--silent', '--prefix', folder];
  execFileSync('npm', [...install, ...npmPackages], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function hasPythonPeers(): boolean {
  return spawnSync(python, ['-c', 'import igraph, networkx']).status === 0;
}

function apt(...args: readonly string[]): void {
  execFileSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Loads a peer that was installed. */
export function requirePeer(name: string): unknown {
  return createRequire(join(folder, 'package.json'))(name);
}

/** Runs the Python peer and gives what it printed. */
export function runPython(script: string, args: readonly string[]): string {
  const output = execFileSync(python, [script, ...args], { maxBuffer: 1 << 26, encoding: 'utf8' });
  return output.trim().split('\n').at(-1) ?? '';
}
