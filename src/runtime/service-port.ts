import type { Server } from 'node:http';
import { WagetraceError } from '../domain/errors.ts';

const PORT_DEFAULT = 8080;
const PORTS_TRIED_MAX = 100;

/**
 * Listens on the port, or, when none is given, on 8080 or the next free one; the port it is.
 * @throws `port.taken`, `port.refused` (no right to it, or the host is not of this machine).
 */
export async function listenOn(
  server: Server,
  host: string,
  port: number | undefined,
): Promise<number> {
  if (port !== undefined) {
    if (await tryPort(server, host, port)) return port;
    throw new WagetraceError(
      'port.taken',
      `PORT ${port} on ${host} is taken by another process. Free it, set another PORT, ` +
        `or unset it for ${PORT_DEFAULT} or the next free one.`,
    );
  }
  for (let next = PORT_DEFAULT; next < PORT_DEFAULT + PORTS_TRIED_MAX; next += 1) {
    if (await tryPort(server, host, next)) return next;
  }
  const last = PORT_DEFAULT + PORTS_TRIED_MAX - 1;
  throw new WagetraceError(
    'port.taken',
    `Ports ${PORT_DEFAULT} to ${last} are all taken. Set PORT.`,
  );
}

function tryPort(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE') resolve(false);
      else {
        const message = `Cannot listen on ${host}, port ${port}: ${error.message}`;
        reject(new WagetraceError('port.refused', message, { cause: error }));
      }
    };
    const listening = (): void => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen(port, host);
  });
}
