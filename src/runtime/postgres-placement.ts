import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WagetraceError } from '../domain/errors.ts';

/** Of whom the database server's processes are. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where the embedded PostgreSQL of one data folder lives. */
export interface PostgresPlacement {
  /** Undefined: the user of this process. */
  readonly user: ServerUser | undefined;
  /** Where copies of the binaries go that this user may run; undefined: run them where they are. */
  readonly sharedFolder: string | undefined;
  readonly clusterFolder: string;
  /** Private to the user, and short: a socket's path ends at 107 bytes (unix(7)). */
  readonly socketFolder: string;
}

const ROOT_FOLDER = '/var/lib/wagetrace';

/**
 * Chooses the places, and makes the folders above the cluster. PostgreSQL refuses to run as root,
 * and no other user may be able to enter the clone: as root everything lives in /var/lib/wagetrace,
 * under an id that the data folder keeps.
 * @throws `postgres.no-user` when root has no user to run it as; `postgres.socket-folder`.
 */
export function placePostgres(dataFolder: string): PostgresPlacement {
  const id = instanceId(dataFolder);
  const uid = process.getuid?.();
  if (uid !== 0) {
    const socketFolder = `/tmp/wagetrace-${uid}-${id}`;
    makePrivateFolder(socketFolder, undefined);
    const clusterFolder = join(dataFolder, 'postgres');
    return { user: undefined, sharedFolder: undefined, clusterFolder, socketFolder };
  }
  const user = unprivilegedUser();
  const home = join(ROOT_FOLDER, id);
  mkdirSync(home, { recursive: true });
  for (const folder of [ROOT_FOLDER, home]) chmodSync(folder, 0o755);
  const socketFolder = join(home, 'socket');
  makePrivateFolder(socketFolder, user);
  const clusterFolder = join(home, 'cluster');
  makePrivateFolder(clusterFolder, user);
  return {
    user,
    sharedFolder: ROOT_FOLDER,
    clusterFolder: join(clusterFolder, 'data'),
    socketFolder,
  };
}

/** A random name that the data folder keeps for good. */
function instanceId(dataFolder: string): string {
  const path = join(dataFolder, 'instance-id');
  try {
    writeFileSync(path, randomBytes(6).toString('hex'), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const id = readFileSync(path, 'utf8').trim();
  if (/^[0-9a-f]{12}$/.test(id)) return id;
  throw new WagetraceError(
    'postgres.instance-id',
    `${path} names the database of this folder and must hold 12 hexadecimal digits.`,
  );
}

function makePrivateFolder(folder: string, user: ServerUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
  const found = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner) {
    throw new WagetraceError(
      'postgres.socket-folder',
      `${folder} must be a folder of the user that runs PostgreSQL; it belongs to user ${found.uid}.`,
    );
  }
  chmodSync(folder, 0o700);
}

/** `postgres` where the system has it, else `nobody`: initdb wants a user that passwd names. */
function unprivilegedUser(): ServerUser {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new WagetraceError(
    'postgres.no-user',
    'PostgreSQL does not run as root, and /etc/passwd names neither "postgres" nor "nobody". ' +
      'Run Wagetrace as an ordinary user, or set DATABASE_URL.',
  );
}
