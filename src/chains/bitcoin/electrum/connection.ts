import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isWagetraceError, type WagetraceError } from '../../../domain/errors.ts';
import type { HttpLimits } from '../../http.ts';
import { sourceError } from '../../source-error.ts';
import { type WireLine, wireLine } from './wire.ts';

interface Pending {
  resolve(line: WireLine): void;
  reject(error: unknown): void;
}

/**
 * One connection of the Electrum protocol: a line of JSON for each question and each answer, in
 * any order. It opens with the first question and again after it was lost. It lets the process
 * end while nobody waits for an answer.
 */
export class ElectrumConnection {
  readonly #provider: string;
  readonly #url: URL;
  readonly #limits: HttpLimits;
  readonly #pending = new Map<number, Pending>();
  #socket: Socket | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #nextId = 0;

  /** `url`: `tcp://host:port` or `ssl://host:port`. */
  constructor(provider: string, url: string, limits: HttpLimits) {
    this.#provider = provider;
    this.#url = new URL(url);
    this.#limits = limits;
  }

  /** Sends a question and waits for its line, at most as long as the limits allow. */
  async ask(method: string, params: readonly unknown[], signal: AbortSignal): Promise<WireLine> {
    signal.throwIfAborted();
    const id = this.#nextId++;
    const timeout = AbortSignal.timeout(this.#limits.timeoutMs);
    const stopped = AbortSignal.any([signal, timeout]);
    try {
      return await new Promise<WireLine>((resolve, reject) => {
        stopped.addEventListener('abort', () => reject(stopped.reason), { once: true });
        this.#pending.set(id, { resolve, reject });
        const socket = this.#open();
        socket.ref();
        socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (isWagetraceError(error)) throw error;
      const { timeoutMs } = this.#limits;
      const late = sourceError('source.timeout', this.#provider, `no answer in ${timeoutMs} ms`);
      // Half a line may have come: what follows on this connection could not be told apart.
      this.#lose(late);
      throw late;
    } finally {
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#socket?.unref();
    }
  }

  close(): void {
    this.#lose(sourceError('source.unavailable', this.#provider, 'the connection was closed'));
  }

  #open(): Socket {
    if (this.#socket) return this.#socket;
    const { protocol, hostname } = this.#url;
    const port = Number(this.#url.port || (protocol === 'ssl:' ? 50_002 : 50_001));
    const socket =
      protocol === 'ssl:'
        ? connectTls({ host: hostname, port, servername: hostname })
        : connectTcp({ host: hostname, port });
    this.#socket = socket;
    // A late event of a connection that was given up says nothing of the next one.
    const lost = (error: WagetraceError) => {
      if (this.#socket === socket) this.#lose(error);
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket === socket) this.#take(chunk);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const reason = `connection failed (${error.code ?? 'unknown'})`;
      lost(sourceError('source.unavailable', this.#provider, reason));
    });
    socket.on('close', () => {
      lost(sourceError('source.unavailable', this.#provider, 'the connection was lost'));
    });
    return socket;
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = Buffer.concat([...this.#chunks, rest.subarray(0, end)]);
      this.#chunks = [];
      this.#bytes = 0;
      rest = rest.subarray(end + 1);
      if (this.#isTooLarge(line.length) || !this.#answer(line.toString('utf8'))) return;
    }
    this.#chunks.push(rest);
    this.#bytes += rest.length;
    this.#isTooLarge(this.#bytes);
  }

  #isTooLarge(bytes: number): boolean {
    const { responseBytesMax } = this.#limits;
    if (bytes <= responseBytesMax) return false;
    const reason = `answered more than ${responseBytesMax} bytes`;
    this.#lose(sourceError('source.too-large', this.#provider, reason));
    return true;
  }

  /** False when the line was nonsense: then nobody knows whose answer it was, and all have failed. */
  #answer(text: string): boolean {
    const parsed = wireLine.safeParse(jsonOrNothing(text));
    if (!parsed.success) {
      this.#lose(sourceError('source.bad-answer', this.#provider, 'not a line of the protocol'));
      return false;
    }
    const { id } = parsed.data;
    if (typeof id === 'number') this.#pending.get(id)?.resolve(parsed.data);
    return true;
  }

  /** Gives the connection up; everybody who waits learns why. */
  #lose(error: WagetraceError): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#chunks = [];
    this.#bytes = 0;
    for (const { reject } of this.#pending.values()) reject(error);
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema refuses it.
  }
}
