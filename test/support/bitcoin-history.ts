import { createHash } from 'node:crypto';
import { readAccount } from '../../src/accounts/account.ts';
import {
  type AccountId,
  addressOf as addressOfAccount,
  assetId,
  type ChainId,
} from '../../src/domain/caip.ts';
import { positionBand, type Transfer } from '../../src/domain/transfer.ts';
import { coinbaseMaturity, startBcoin } from './bcoin.ts';
import { startLitecoind } from './litecoind.ts';

/** A chain on a real node with a history that a test can tell in full. */
export interface BitcoinHistory {
  readonly chain: ChainId;
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** The worker's address in canonical spelling. */
  readonly worker: string;
  readonly fromHeight: number;
  readonly toHeight: number;
  /** As the node itself decodes the blocks. */
  readonly transfers: readonly Transfer[];
  readonly head: { readonly height: number; readonly hash: string };
  /** Replaces the newest six blocks, payments of the worker among them. */
  reorg(): Promise<void>;
  stop(): Promise<void>;
}

interface Caller {
  readonly chain: ChainId;
  rpc(method: string, ...params: readonly unknown[]): Promise<unknown>;
}

const reorgDepth = 6;

/**
 * Litecoin Core: wages in legacy, P2SH-SegWit and bech32 by batch, the worker's spending with
 * change and a memo, a merge, and blocks without anything.
 */
export async function playLitecoindHistory(): Promise<BitcoinHistory> {
  const node = await startLitecoind();
  await node.mine(101);
  const fromHeight = 102;
  const worker = await node.address('bech32');
  const [legacy, nested, other] = [
    await node.address('legacy'),
    await node.address('p2sh-segwit'),
    await node.address('bech32'),
  ];
  const send = async (inputs: readonly object[], outputs: readonly object[]) => {
    const raw = await node.rpc('createrawtransaction', inputs, outputs);
    // CAST: the node's own answer.
    const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
    return `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
  };
  const coinOf = async (tx: string, address: string) => {
    const { vout } = await decoded(node, tx);
    return { txid: tx, vout: vout.findIndex((out) => addressOf(out) === address) };
  };
  /** The wallet must not spend the worker's coins for other payments. */
  const keep = async (tx: string) =>
    await node.rpc('lockunspent', false, [await coinOf(tx, worker)]);
  const wage = await node.pay({ [worker]: '1.5', [legacy]: '2.25', [nested]: '0.75' });
  await keep(wage);
  await node.mine(2);
  const second = await node.pay({ [worker]: '0.25', [other]: '0.5' });
  await keep(second);
  await node.mine(30);
  const spending = await send(
    [await coinOf(wage, worker)],
    [{ [legacy]: 0.5 }, { data: Buffer.from('wage of May').toString('hex') }, { [worker]: 0.99 }],
  );
  await keep(spending);
  await node.mine(3);
  await send([await coinOf(spending, worker), await coinOf(second, worker)], [{ [nested]: 1.2 }]);
  await node.mine(1);
  await node.pay({ [worker]: '0.4' });
  await node.mine(5);
  return await told(
    node,
    worker,
    fromHeight,
    () => node.reorg(reorgDepth),
    () => node.stop(),
  );
}

/** bcoin, another implementation: the same kinds of payments, and one that spends inside its block. */
export async function playBcoinHistory(): Promise<BitcoinHistory> {
  const node = await startBcoin();
  const rewards: string[] = [];
  for (let i = 0; i < coinbaseMaturity + 4; i++) rewards.push((await node.mine()).txs[0] ?? '');
  const reward = (index: number) => ({ tx: rewards[index] ?? '', index: 0 });
  const fromHeight = coinbaseMaturity + 5;
  const worker = node.address('p2pkh');
  const other = node.address('p2pkh');
  const wage = node.sign({
    from: [reward(0)],
    to: [
      [worker, 150_000_000n],
      [node.address('p2sh-p2wpkh'), 75_000_000n],
      [node.address('p2wpkh'), 60_000_000n],
      [other, 4_714_000_000n],
    ],
  });
  const spending = node.sign({
    from: [{ tx: wage, index: 0 }],
    to: [
      [other, 49_000_000n],
      [`data:${Buffer.from('wage of May').toString('hex')}`, 0n],
      [worker, 100_000_000n],
    ],
  });
  await node.mine({ txs: [wage, spending] });
  await node.mine();
  const second = node.sign({
    from: [reward(1)],
    to: [
      [worker, 25_000_000n],
      [other, 4_974_000_000n],
    ],
  });
  await node.mine({ txs: [second] });
  for (let i = 0; i < 20; i++) await node.mine();
  const forkParent = (await node.mine()).hash;
  const merge = node.sign({
    from: [
      { tx: spending, index: 2 },
      { tx: second, index: 0 },
    ],
    to: [[other, 124_000_000n]],
  });
  await node.mine({ txs: [merge], unclaimedBase: 1_000n });
  await node.mine({ txs: [node.sign({ from: [reward(2)], to: [[worker, 4_999_990_000n]] })] });
  for (let i = 0; i < reorgDepth - 2; i++) await node.mine();
  const reorg = async () => {
    let parent = forkParent;
    for (let i = 0; i <= reorgDepth; i++) parent = (await node.mine({ parent })).hash;
  };
  return await told(node, worker, fromHeight, reorg, () => node.stop());
}

async function told(
  node: Caller,
  worker: string,
  fromHeight: number,
  reorg: () => Promise<void>,
  stop: () => Promise<void>,
): Promise<BitcoinHistory> {
  const toHeight = Number(await node.rpc('getblockcount'));
  const hash = `${await node.rpc('getbestblockhash')}`;
  return {
    chain: node.chain,
    rpc: (method, ...params) => node.rpc(method, ...params),
    worker: addressOfAccount(readAccount(node.chain, worker)),
    fromHeight,
    toHeight,
    transfers: await decodedTransfers(node, fromHeight, toHeight),
    head: { height: toHeight, hash },
    reorg,
    stop,
  };
}

// What is used of the nodes' decoded transactions.
interface Decoded {
  readonly vin: readonly {
    readonly txid?: string;
    readonly vout?: number;
    readonly coinbase?: string;
  }[];
  readonly vout: readonly DecodedOutput[];
}
interface DecodedOutput {
  readonly value: number;
  readonly scriptPubKey: { readonly hex: string; readonly addresses?: readonly string[] };
}

async function decoded(node: Caller, tx: string): Promise<Decoded> {
  return (await node.rpc('getrawtransaction', tx, true)) as Decoded; // CAST: the node's own answer
}

function addressOf({ scriptPubKey }: DecodedOutput): string {
  const hash = createHash('sha256').update(Buffer.from(scriptPubKey.hex, 'hex')).digest('hex');
  return scriptPubKey.addresses?.[0] ?? `script-${hash}`;
}

/** The history by the node's own decoding: addresses, amounts and inputs as it prints them. */
async function decodedTransfers(node: Caller, from: number, to: number): Promise<Transfer[]> {
  const transfers: Transfer[] = [];
  for (let height = from; height <= to; height++) {
    const blockHash = `${await node.rpc('getblockhash', height)}`;
    // CAST: the node's own answer.
    const block = (await node.rpc('getblock', blockHash, true)) as { tx: string[]; time: number };
    const time = new Date(block.time * 1_000).toISOString();
    for (const [txIndex, tx] of block.tx.entries()) {
      const place = { chain: node.chain, height, blockHash, time, tx, txIndex };
      transfers.push(...(await transfersOfDecoded(node, place)));
    }
  }
  return transfers;
}

async function transfersOfDecoded(
  node: Caller,
  place: Pick<Transfer, 'chain' | 'height' | 'blockHash' | 'time' | 'tx' | 'txIndex'>,
): Promise<Transfer[]> {
  const { vin, vout } = await decoded(node, place.tx);
  // bcoin has prefixes of its own on the chain of all: an account is one in any spelling.
  const account = (address: string): AccountId => readAccount(node.chain, address);
  const nobody = account(`script-${createHash('sha256').digest('hex')}`);
  const spent: DecodedOutput[] = [];
  for (const { txid, vout: index } of vin) {
    if (txid === undefined || index === undefined) continue;
    const output = (await decoded(node, txid)).vout[index];
    if (output) spent.push(output);
  }
  const coinbase = spent.length === 0;
  const from = spent[0] ? account(addressOf(spent[0])) : nobody;
  const asset = assetId(`${node.chain}/slip44:0`);
  const common = { ...place, from, asset };
  const transfers = vout.map(
    (output, position): Transfer => ({
      ...common,
      position,
      to: account(addressOf(output)),
      amountBase: satoshi(output),
      kind: coinbase ? 'coinbase' : 'native',
      ...(output.scriptPubKey.hex.startsWith('6a') && !coinbase ? { memo: 'wage of May' } : {}),
    }),
  );
  const sum = (outputs: readonly DecodedOutput[]) =>
    outputs.reduce((total, output) => total + satoshi(output), 0n);
  const amountBase = coinbase ? 0n : sum(spent) - sum(vout);
  const position = positionBand.fee;
  return amountBase > 0n
    ? [...transfers, { ...common, position, to: nobody, amountBase, kind: 'fee' }]
    : transfers;
}

/** The nodes print coins as JSON numbers of eight places. */
function satoshi({ value }: DecodedOutput): bigint {
  return BigInt(Math.round(value * 1e8));
}
