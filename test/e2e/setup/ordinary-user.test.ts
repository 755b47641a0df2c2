import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available } from '../../support/availability.ts';
import { NOBODY, root, ServiceData, ServiceProcess, until } from './service-process.ts';

const PATH_LENGTH = 150;
const SOURCES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'setup.mjs',
  'src',
  'workers',
  'config',
];
const STAMP = 'node_modules/.wagetrace-lock';
const asRoot = available('root');

/** The packages that the product needs at run time, as the lock tells them. */
function packages(): string[] {
  // CAST: npm's lock file, version 3.
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path.startsWith('node_modules/') && !dev)
    .map(([path]) => path)
    .filter((path) => path.lastIndexOf('node_modules/') === 0 && existsSync(join(root, path)));
}

describe.skipIf(!asRoot.ok)(
  'a clone under a long path, in a folder closed to others',
  { timeout: 240_000 },
  () => {
    let folder = '';
    let clone = '';

    beforeAll(() => {
      folder = mkdtempSync('/tmp/wagetrace-private-');
      clone = join(folder, 'long-'.repeat(40).slice(0, PATH_LENGTH - folder.length - 1));
      mkdirSync(clone);
      for (const path of [...SOURCES, ...packages(), STAMP].filter((one) =>
        existsSync(join(root, one)),
      )) {
        cpSync(join(root, path), join(clone, path), { recursive: true, verbatimSymlinks: true });
      }
      chmodSync(folder, 0o700);
      spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
    }, 240_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['an ordinary user', NOBODY],
      ['root', 0],
    ])('starts, serves and stops as %s', async (_who, uid) => {
      expect(clone).toHaveLength(PATH_LENGTH);
      const data = new ServiceData(clone);
      spawnSync('chown', [`${uid}`, data.folder]);
      const service = new ServiceProcess(data, {
        command: ['npm', 'start'],
        environment: { HOME: folder },
        cwd: clone,
        uid,
        gid: uid,
      });
      try {
        await service.ready();
        const { url } = await until(() => data.run(), 'a run file');
        expect((await fetch(`${url}/healthz`)).status).toBe(200);
        expect(data.postgres()).toHaveLength(1);
        process.kill(service.pid, 'SIGTERM');
        await service.ended();
        await until(() => data.processes().length === 0, 'nothing left');
      } finally {
        data.remove();
      }
    });
  },
);
