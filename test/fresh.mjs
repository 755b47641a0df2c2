// Clones the committed state into an empty folder with an empty environment and times `npm start`
// twice: the first installs packages. As root, then (when root) as an ordinary user. Not part of
// `npm test`, since it downloads every package.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const NOBODY = 65_534;
const LIMIT_MS = 300_000;

const users = process.getuid() === 0 ? [0, NOBODY] : [process.getuid()];
for (const uid of users) await startTwice(uid);

async function startTwice(uid) {
  const home = mkdtempSync('/tmp/wagetrace-fresh-');
  const clone = join(home, 'long-'.repeat(40).slice(0, 150 - home.length - 1));
  execFileSync('git', ['clone', '--quiet', root, clone]);
  chmodSync(home, 0o700);
  if (process.getuid() === 0) execFileSync('chown', ['-R', `${uid}:${uid}`, home]);
  try {
    const first = await timeStart(home, clone, uid);
    const second = await timeStart(home, clone, uid);
    console.log(`user ${uid}: ready after ${first.seconds} s, again after ${second.seconds} s`);
  } finally {
    const idFile = join(clone, 'data/instance-id');
    const id = existsSync(idFile) ? readFileSync(idFile, 'utf8') : undefined;
    const places = id ? [`/var/lib/wagetrace/${id}`, `/tmp/wagetrace-${uid}-${id}`] : [];
    for (const place of [home, ...places]) rmSync(place, { recursive: true, force: true });
  }
}

/** Starts, waits until /readyz says 200 and the sandbox's result is out, stops by SIGTERM to npm. */
async function timeStart(home, clone, uid) {
  const start = Date.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { HOME: home, PATH: process.env.PATH },
    uid,
    gid: uid,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
  });
  const ended = new Promise((done) => child.on('close', done));
  let running = true;
  void ended.then(() => {
    running = false;
  });
  while (!(output.includes('Wagetrace is ready') && (await isReady(clone)))) {
    if (!running || Date.now() - start > LIMIT_MS)
      throw new Error('npm start did not become ready');
    await new Promise((done) => setTimeout(done, 100));
  }
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  child.kill('SIGTERM');
  await ended;
  return { seconds };
}

async function isReady(clone) {
  try {
    const { url } = JSON.parse(readFileSync(join(clone, 'data/run.json'), 'utf8'));
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
