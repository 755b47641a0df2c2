import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Interface } from 'ethers';
import { type ChainId, chainId } from '../../src/domain/caip.ts';
import { type Artefact, testContracts } from './contracts/compile.ts';
import { publishedContract } from './contracts/published.ts';

/** More blocks in one call make anvil slow. */
const mineBlocksMax = 1_000;
const startTimeoutMs = 20_000;

export interface AnvilOptions {
  /** Numeric chain id; part of every account id. */
  readonly chainNumber?: number;
  /** The tag `finalized` stands twice as many blocks below the head. */
  readonly slotsInEpoch?: number;
  /** Seconds between blocks as their timestamps tell. */
  readonly blockSeconds?: number;
  /** Takes contracts that EIP-170 has no room for. */
  readonly largeContracts?: boolean;
}

export interface AnvilTransaction {
  readonly from: string;
  readonly to?: string;
  readonly value?: bigint;
  readonly data?: string;
  /** Sent with this much gas and allowed to fail. */
  readonly gas?: bigint;
  /** Of a legacy transaction, whose sender sets it. */
  readonly gasPriceWei?: bigint;
}

/** A running development chain and what a test does to it. */
export interface Anvil {
  readonly url: string;
  readonly chain: ChainId;
  readonly chainNumber: number;
  /** Unlocked, funded, lower case. */
  readonly accounts: readonly string[];
  rpc<T>(method: string, ...params: readonly unknown[]): Promise<T>;
  /** Sends one transaction and mines it in a block of its own, but for `oneBlock`; its hash. */
  send(transaction: AnvilTransaction): Promise<string>;
  mine(blocks: number): Promise<void>;
  /** Collects the transactions sent within `work` into one block. */
  oneBlock<T>(work: () => Promise<T>): Promise<T>;
  /** Replaces the newest `depth` blocks by empty ones of other hashes. */
  reorg(depth: number): Promise<void>;
  /** Puts a contract of `contracts/`, or one that its authors published, on the chain. */
  deploy(contract: string, ...args: readonly unknown[]): Promise<DeployedContract>;
  /** A contract that another has put there. */
  at(contract: string, address: string): DeployedContract;
  stop(): Promise<void>;
}

export interface DeployedContract {
  /** Lower case. */
  readonly address: string;
  readonly interface: Interface;
  /** Calls the method from `from`; the transaction hash. */
  call(from: string, method: string, args: readonly unknown[], value?: bigint): Promise<string>;
}

function binary(): string {
  const require = createRequire(import.meta.url);
  const main = require.resolve('@foundry-rs/anvil/package.json');
  const folder = dirname(
    createRequire(main).resolve(
      `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/package.json`,
    ),
  );
  return join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`anvil is silent: ${output}`)), startTimeoutMs);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const port = /Listening on [\d.]+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}: ${output}`)));
  });
}

async function post<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  // CAST: JSON-RPC 2.0 of a process that we started.
  const answer = (await response.json()) as { result: T; error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

interface Pending {
  readonly blockNumber: string | null;
}

const hex = (value: bigint | number) => `0x${value.toString(16)}`;

async function send(anvil: Pick<Anvil, 'rpc'>, tx: AnvilTransaction): Promise<string> {
  return anvil.rpc<string>('eth_sendTransaction', {
    from: tx.from,
    ...(tx.to === undefined ? {} : { to: tx.to }),
    ...(tx.data === undefined ? {} : { data: tx.data }),
    ...(tx.gas === undefined ? {} : { gas: hex(tx.gas) }),
    ...(tx.gasPriceWei === undefined ? {} : { gasPrice: hex(tx.gasPriceWei) }),
    value: hex(tx.value ?? 0n),
  });
}

/**
 * The status in the receipt; anvil answers with the hash before it mines, and for a moment has the
 * receipt of a transaction that it still calls pending.
 */
async function mined(anvil: Pick<Anvil, 'rpc'>, hash: string): Promise<string> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const receipt = await anvil.rpc<{ status: string } | null>('eth_getTransactionReceipt', hash);
    if (receipt) {
      const seen = await anvil.rpc<Pending | null>('eth_getTransactionByHash', hash);
      if (seen?.blockNumber) return receipt.status;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${hash} was not mined`);
}

function artefactOf(contract: string): Artefact {
  const artefact = testContracts()[contract] ?? publishedContract(contract);
  if (!artefact) throw new Error(`No test contract ${contract}`);
  return artefact;
}

function deployedAt(anvil: Anvil, abi: Interface, at: string): DeployedContract {
  const address = at.toLowerCase();
  return {
    address,
    interface: abi,
    call: (from, method, args, value = 0n) =>
      anvil.send({ from, to: address, value, data: abi.encodeFunctionData(method, args) }),
  };
}

async function deploy(
  anvil: Anvil,
  contract: string,
  args: readonly unknown[],
): Promise<DeployedContract> {
  const artefact = artefactOf(contract);
  const [deployer = ''] = anvil.accounts;
  const abi = new Interface(artefact.abi);
  const data = artefact.bytecode + abi.encodeDeploy([...args]).slice(2);
  const hash = await anvil.send({ from: deployer, data });
  const receipt = await anvil.rpc<{ contractAddress: string }>('eth_getTransactionReceipt', hash);
  return deployedAt(anvil, abi, receipt.contractAddress);
}

/** Starts anvil on a free port. Stop it in `afterAll`; it also dies with the test's process. */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const chainNumber = options.chainNumber ?? 31_337;
  const child = spawn(
    binary(),
    [
      ...['--host', '127.0.0.1', '--port', '0', '--chain-id', String(chainNumber)],
      ...['--slots-in-an-epoch', String(options.slotsInEpoch ?? 1)],
      ...['--timestamp', '1767225600', '--accounts', '20'],
      ...(options.largeContracts ? ['--disable-code-size-limit'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = await listening(child);
  const rpc = <T>(method: string, ...params: readonly unknown[]) => post<T>(url, method, params);
  await rpc('anvil_setBlockTimestampInterval', options.blockSeconds ?? 12);
  const accounts = (await rpc<string[]>('eth_accounts')).map((account) => account.toLowerCase());

  let held = false;
  const anvil: Anvil = {
    url,
    chain: chainId(`eip155:${chainNumber}`),
    chainNumber,
    accounts,
    rpc,
    async send(transaction) {
      const hash = await send(anvil, transaction);
      const failed = !held && (await mined(anvil, hash)) === '0x0';
      if (failed && transaction.gas === undefined)
        throw new Error(`${hash} failed: the world is not as said`);
      return hash;
    },
    async mine(blocks) {
      for (let left = blocks; left > 0; left -= mineBlocksMax)
        await rpc('anvil_mine', hex(Math.min(left, mineBlocksMax)));
    },
    async oneBlock(work) {
      await rpc('evm_setAutomine', false);
      held = true;
      try {
        return await work();
      } finally {
        await anvil.mine(1);
        await rpc('evm_setAutomine', true);
        held = false;
      }
    },
    async reorg(depth) {
      await rpc('anvil_reorg', depth, []);
    },
    deploy: (contract, ...args) => deploy(anvil, contract, args),
    at: (contract, address) => deployedAt(anvil, new Interface(artefactOf(contract).abi), address),
    async stop() {
      process.off('exit', kill);
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      kill();
      await ended;
    },
  };
  return anvil;
}
