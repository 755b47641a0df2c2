// Emits JavaScript into dist/ for images and benchmarks, with the data files that stand in src/.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(import.meta.dirname);
rmSync('dist', { recursive: true, force: true });
const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
const { status } = spawnSync(process.execPath, [...tsc, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
const isData = (path) => !path.endsWith('.ts');
cpSync('src', join('dist', 'src'), { recursive: true, filter: isData });
