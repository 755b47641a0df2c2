import { createRequire } from 'node:module';
import { type ChainId, chainId } from '../../src/domain/caip.ts';
import { freePort } from './free-port.ts';

/** Regtest of Bitcoin: the same genesis block in every node. */
export const regtest: ChainId = chainId('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');

/** A coinbase may be spent this many blocks later. */
export const coinbaseMaturity = 100;

export interface BcoinCoin {
  readonly tx: string;
  readonly index: number;
}

/** A payment of test keys; what the inputs exceed the outputs by is the fee. */
export interface BcoinPayment {
  readonly from: readonly BcoinCoin[];
  /** Address and satoshi; an OP_RETURN where the address is `data:<hex>`. */
  readonly to: readonly (readonly [address: string, amountBase: bigint])[];
}

export interface BcoinBlockOptions {
  /** Ids of signed payments, in the order in which they come into the block. */
  readonly txs?: readonly string[];
  /** Where the reward goes; the miner's own address by default. */
  readonly to?: string;
  /** How much of subsidy and fees the miner leaves. */
  readonly unclaimedBase?: bigint;
  /** Amounts that go to outputs of their own after the first, which gets the rest. */
  readonly split?: readonly bigint[];
  /** Hash of the block to build on; the tip by default. */
  readonly parent?: string;
}

export interface BcoinBlock {
  readonly hash: string;
  readonly height: number;
  readonly raw: Buffer;
  /** Of the coinbase first, then of the payments in their order. */
  readonly txs: readonly string[];
}

/** A node of another implementation than Bitcoin Core, in this process, and the keys of a test. */
export interface BcoinNode {
  readonly url: string;
  readonly chain: ChainId;
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** A new address whose coins the node's keys spend. */
  address(kind: 'p2pkh' | 'p2wpkh' | 'p2sh-p2wpkh'): string;
  /** Signs a payment, for a block to come; its id. It may spend coins of one that is not mined. */
  sign(payment: BcoinPayment): string;
  mine(options?: BcoinBlockOptions): Promise<BcoinBlock>;
  stop(): Promise<void>;
}

// What is used of bcoin, which has no types.
interface Ring {
  witness: boolean;
  nested: boolean;
  getAddress(): { toString(network: string): string };
}
interface Transaction {
  txid(): string;
  toRaw(): Buffer;
  outputs: { value: number }[];
  refresh(): void;
}
interface MutableTransaction {
  addTX(tx: Transaction, index: number): void;
  addOutput(output: { script: unknown; value: number }): void;
  sign(rings: readonly Ring[]): number;
  toTX(): Transaction;
  view: unknown;
}
interface BlockTemplate {
  fees: number;
  address: unknown;
  createCoinbase(hash: unknown): Transaction;
  addTX(tx: Transaction, view: unknown): boolean;
  refresh(): void;
}
interface Block {
  rhash(): string;
  toRaw(): Buffer;
  txs: Transaction[];
}
interface Node {
  open(): Promise<void>;
  close(): Promise<void>;
  chain: {
    add(block: Block): Promise<{ height: number } | null>;
    getEntry(hash: string): Promise<unknown>;
  };
  miner: {
    addAddress(address: unknown): void;
    cpu: {
      createJob(tip?: unknown): Promise<{ attempt: BlockTemplate; mineAsync(): Promise<Block> }>;
    };
  };
}
interface Bcoin {
  FullNode: new (options: object) => Node;
  KeyRing: { generate(network: string): Ring };
  MTX: new () => MutableTransaction;
  Address: { fromString(text: string, network: string): unknown };
  Script: { fromAddress(address: unknown): unknown; fromNulldata(data: Buffer): unknown };
  Output: new (options: { script: unknown; value: number }) => { value: number };
}

/** Undefined where the optional package is not installed. */
function loadBcoin(): Bcoin | undefined {
  // Its native parts are not built: it falls back to JavaScript when told so before loading.
  process.env['NODE_BACKEND'] = 'js';
  try {
    // CAST: the package has no types; what is used of it stands above.
    return createRequire(import.meta.url)('bcoin') as Bcoin;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return;
    throw error;
  }
}

export function hasBcoin(): boolean {
  return loadBcoin() !== undefined;
}

/** Starts a node in memory on a free port. */
export async function startBcoin(): Promise<BcoinNode> {
  const bcoin = loadBcoin();
  if (bcoin === undefined) throw new Error('bcoin is not installed');
  const port = await freePort();
  const node = new bcoin.FullNode({
    network: 'regtest',
    memory: true,
    listen: false,
    noDns: true,
    workers: false,
    indexTX: true,
    noAuth: true,
    httpHost: '127.0.0.1',
    httpPort: port,
  });
  await node.open();
  return new RunningBcoin(bcoin, node, `http://127.0.0.1:${port}/`);
}

class RunningBcoin implements BcoinNode {
  readonly url: string;
  readonly chain = regtest;
  readonly #bcoin: Bcoin;
  readonly #node: Node;
  readonly #rings: Ring[] = [];
  readonly #transactions = new Map<string, { readonly tx: Transaction; readonly view?: unknown }>();
  readonly #minersAddress: string;

  constructor(bcoin: Bcoin, node: Node, url: string) {
    this.#bcoin = bcoin;
    this.#node = node;
    this.url = url;
    this.#minersAddress = this.address('p2pkh');
  }

  async rpc(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 1, method, params }),
    });
    // CAST: the node's own envelope.
    const { result, error } = (await response.json()) as { result: unknown; error: unknown };
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  address(kind: 'p2pkh' | 'p2wpkh' | 'p2sh-p2wpkh'): string {
    const ring = this.#bcoin.KeyRing.generate('regtest');
    ring.witness = kind !== 'p2pkh';
    ring.nested = kind === 'p2sh-p2wpkh';
    this.#rings.push(ring);
    return ring.getAddress().toString('regtest');
  }

  async mine(options: BcoinBlockOptions = {}): Promise<BcoinBlock> {
    const { cpu } = this.#node.miner;
    const parent = options.parent && (await this.#node.chain.getEntry(wireHash(options.parent)));
    const job = await cpu.createJob(parent || undefined);
    const { attempt } = job;
    attempt.address = this.#parsed(options.to ?? this.#minersAddress);
    for (const id of options.txs ?? []) {
      const { tx, view } = this.#transaction(id);
      if (!attempt.addTX(tx, view)) throw new Error('the payment does not fit the block');
    }
    attempt.fees -= Number(options.unclaimedBase ?? 0n);
    this.#splitReward(attempt, options.split ?? []);
    attempt.refresh();
    const block = await job.mineAsync();
    const entry = await this.#node.chain.add(block);
    if (entry === null) throw new Error('the node left the block an orphan');
    for (const tx of block.txs) this.#transactions.set(tx.txid(), { tx });
    const txs = block.txs.map((tx) => tx.txid());
    return { hash: block.rhash(), height: entry.height, raw: block.toRaw(), txs };
  }

  async stop(): Promise<void> {
    await this.#node.close();
  }

  sign({ from, to }: BcoinPayment): string {
    const draft = new this.#bcoin.MTX();
    for (const { tx, index } of from) draft.addTX(this.#transaction(tx).tx, index);
    for (const [address, amountBase] of to) {
      draft.addOutput({ script: this.#script(address), value: Number(amountBase) });
    }
    if (draft.sign(this.#rings) !== from.length) throw new Error('an input has no key');
    const tx = draft.toTX();
    this.#transactions.set(tx.txid(), { tx, view: draft.view });
    return tx.txid();
  }

  #transaction(id: string): { readonly tx: Transaction; readonly view?: unknown } {
    const found = this.#transactions.get(id);
    if (found === undefined) throw new Error(`no transaction ${id}`);
    return found;
  }

  #script(address: string): unknown {
    const data = /^data:([0-9a-f]*)$/.exec(address)?.[1];
    if (data !== undefined) return this.#bcoin.Script.fromNulldata(Buffer.from(data, 'hex'));
    return this.#bcoin.Script.fromAddress(this.#parsed(address));
  }

  #parsed(address: string): unknown {
    return this.#bcoin.Address.fromString(address, 'regtest');
  }

  #splitReward(attempt: BlockTemplate, split: readonly bigint[]): void {
    if (split.length === 0) return;
    const createWhole = attempt.createCoinbase.bind(attempt);
    attempt.createCoinbase = (hash) => {
      const coinbase = createWhole(hash);
      const [first] = coinbase.outputs;
      if (first === undefined) throw new Error('a coinbase has an output');
      const script = this.#script(this.#minersAddress);
      const parts = split.map((part) => new this.#bcoin.Output({ script, value: Number(part) }));
      first.value -= Number(split.reduce((sum, part) => sum + part, 0n));
      coinbase.outputs.splice(1, 0, ...parts);
      coinbase.refresh();
      return coinbase;
    };
  }
}

/** bcoin 1 names blocks by the bytes of the hash, in hex and not reversed. */
function wireHash(hash: string): string {
  return Buffer.from(hash, 'hex').reverse().toString('hex');
}
