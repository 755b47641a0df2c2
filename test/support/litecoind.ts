import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChainId, chainId } from '../../src/domain/caip.ts';
import { available } from './availability.ts';
import { freePort } from './free-port.ts';

const startTimeoutMs = 30_000;
const pollMs = 50;

/** A running Litecoin Core in regtest, with a wallet of its own. */
export interface Litecoind {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly chain: ChainId;
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>;
  address(kind: 'legacy' | 'p2sh-segwit' | 'bech32'): Promise<string>;
  mine(blocks: number): Promise<void>;
  /** Pays from the node's wallet, in coins as decimal texts; the transaction waits for a block. */
  pay(payments: Readonly<Record<string, string>>): Promise<string>;
  /** Replaces the newest `depth` blocks by `depth + 1` others without payments. */
  reorg(depth: number): Promise<void>;
  /** The node's block file, as it lies on disk. */
  blockFile(): Promise<Buffer>;
  stop(): Promise<void>;
}

/** Starts a node in a folder of its own. */
export async function startLitecoind(): Promise<Litecoind> {
  const found = available('litecoind');
  if (!found.ok) throw new Error(found.why);
  const folder = await mkdtemp(join(tmpdir(), 'wagetrace-litecoind-'));
  const port = await freePort();
  const [user, password] = ['wagetrace', 'regtest-only'];
  const child = spawn(
    found.path,
    [
      '-regtest',
      `-datadir=${folder}`,
      '-server',
      '-listen=0',
      '-txindex',
      '-fallbackfee=0.0002',
      // Tests ask for each block of a chain at once, which the node may be slow to begin on.
      '-rpcworkqueue=2048',
      `-rpcport=${port}`,
      `-rpcuser=${user}`,
      `-rpcpassword=${password}`,
    ],
    { stdio: 'ignore' },
  );
  const node = new RunningLitecoind(child, folder, `http://127.0.0.1:${port}/`, user, password);
  await node.ready();
  return node;
}

class RunningLitecoind implements Litecoind {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly chain = chainId('bip122:530827f38f93b43ed12af0b3ad25a288');

  constructor(child: ChildProcess, folder: string, url: string, user: string, password: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  async ready(): Promise<void> {
    const end = Date.now() + startTimeoutMs;
    for (;;) {
      try {
        await this.rpc('createwallet', 'test');
        return;
      } catch (error) {
        if (Date.now() > end || this.#child.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    }
  }

  async rpc(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}`,
      },
      body: JSON.stringify({ id: 1, method, params }),
    });
    // CAST: the node's own envelope.
    const { result, error } = (await response.json()) as { result: unknown; error: unknown };
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  async address(kind: 'legacy' | 'p2sh-segwit' | 'bech32'): Promise<string> {
    return `${await this.rpc('getnewaddress', '', kind)}`;
  }

  async mine(blocks: number): Promise<void> {
    await this.rpc('generatetoaddress', blocks, await this.address('bech32'));
  }

  async pay(payments: Readonly<Record<string, string>>): Promise<string> {
    return `${await this.rpc('sendmany', '', payments)}`;
  }

  async reorg(depth: number): Promise<void> {
    const height = Number(await this.rpc('getblockcount'));
    const first = await this.rpc('getblockhash', height - depth + 1);
    await this.rpc('invalidateblock', first);
    // Empty blocks: what was paid waits in the pool and must not come back as it was.
    const to = await this.address('bech32');
    for (let i = 0; i <= depth; i++) await this.rpc('generateblock', to, []);
  }

  async blockFile(): Promise<Buffer> {
    return await readFile(join(this.#folder, 'regtest', 'blocks', 'blk00000.dat'));
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
    await rm(this.#folder, { recursive: true });
  }
}
