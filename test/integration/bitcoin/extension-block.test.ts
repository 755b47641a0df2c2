import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../bench/evaluate/chain-taint.ts';
import { bitcoinChain } from '../../../src/chains/bitcoin/bitcoin-chain.ts';
import { NodeProvider } from '../../../src/chains/bitcoin/node-provider.ts';
import { BitcoinSource } from '../../../src/chains/bitcoin/source.ts';
import { httpClient } from '../../../src/chains/http.ts';
import { assetId } from '../../../src/domain/caip.ts';
import { feeBase, type UtxoTransaction } from '../../../src/domain/utxo.ts';
import { ownershipOf } from '../../../src/tracing/clustering/ownership.ts';
import { loadedCoin } from '../../../src/tracing/loaded-coin.ts';
import { available } from '../../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';

/** The first block of regtest with an extension block, when one enters it before. */
const activation = 432;

describe.skipIf(!available('litecoind').ok)("Litecoin's extension blocks (MWEB)", () => {
  let node: Litecoind;
  let entered: string;
  let paidOut: string;
  let last: number;
  let transactions: readonly UtxoTransaction[];

  beforeAll(async () => {
    node = await startLitecoind();
    await node.mine(activation - 1);
    const hidden = `${await node.rpc('getnewaddress', '', 'mweb')}`;
    // All that can be spent enters, so that what is paid next must come out of there.
    const all = await node.rpc('getbalance');
    entered = `${await node.rpc('sendtoaddress', hidden, all, '', '', true)}`;
    await node.mine(1);
    const worker = await node.address('bech32');
    await node.rpc('sendtoaddress', worker, '40.0');
    paidOut = worker;
    await node.mine(2);
    last = activation + 2;
    const settings = bitcoinProviderSettings(node.url, 'rpc');
    const key = `${node.user}:${node.password}`;
    const limits = { ...settings.limits, responseBytesMax: 10_000_000 };
    const provider = new NodeProvider({ ...settings, key, limits }, httpClient('node', limits));
    const source = new BitcoinSource(bitcoinChain(bitcoinTestChain(node.chain)), provider, true);
    const read: UtxoTransaction[] = [];
    const range = { fromHeight: activation - 1, toHeight: last };
    for await (const { utxo } of source.blocks(range, AbortSignal.timeout(20_000))) {
      read.push(...(utxo ?? []));
    }
    transactions = read;
  });
  afterAll(() => node?.stop());

  /** Of each block with one, the transaction that integrates it is the last. */
  const integrating = () =>
    Array.from({ length: last - activation + 1 }, (_, i) =>
      transactions.filter(({ height }) => height === activation + i).at(-1),
    ).flatMap((one) => one ?? []);

  it('do not hide the transactions of the block', async () => {
    for (let height = activation - 1; height <= last; height++) {
      const hash = await node.rpc('getblockhash', height);
      // CAST: the node's own answer.
      const { tx } = (await node.rpc('getblock', hash, 1)) as { tx: string[] };
      const read = transactions.filter((one) => one.height === height);
      expect(read.map((one) => one.tx)).toEqual(tx);
    }
  });

  it('are integrated by a transaction that spends the one before and what entered', () => {
    const [first, second, third] = integrating();
    expect(first?.inputs.map(({ outpoint }) => outpoint.tx)).toEqual([entered]);
    expect(second?.inputs[0]?.outpoint).toEqual({ tx: first?.tx, index: 0 });
    expect(third?.inputs).toHaveLength(1);
    const kinds = integrating().flatMap(({ outputs }) => outputs[0]?.scriptKind);
    expect(new Set(kinds)).toEqual(new Set(['witness-unknown']));
    const out = second?.outputs.find(({ account }) => account?.endsWith(paidOut));
    expect(out?.amountBase).toBe(4_000_000_000n);
    for (const one of integrating()) expect(feeBase(one)).toBeGreaterThanOrEqual(0n);
  });

  it('end the trail as a mixer and prove no common owner', () => {
    const asset = assetId(`${node.chain}/slip44:0`);
    for (const one of integrating()) {
      expect(ownershipOf(one)).toEqual([]);
      const [input] = one.inputs;
      const account = input?.coin?.account;
      if (!account) throw new Error('a coin that enters has an account');
      const coin = `${input.outpoint.tx}:${input.outpoint.index}`;
      const request = { account, asset, coin, fromHeight: activation };
      expect(loadedCoin(request, one)).toMatchObject({
        ...{ state: 'mixed', anonymitySet: undefined },
        mix: { protocol: 'mweb', rule: 'extension-block' },
      });
      const payment = { ...one, outputs: one.outputs.slice(1) };
      expect(loadedCoin(request, payment)).toMatchObject({ state: 'loaded' });
    }
  });

  it('are passed over in the block file of a node', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wagetrace-mweb-'));
    try {
      const blocks = join(folder, 'blk00000.dat');
      await writeFile(blocks, await node.blockFile());
      const flags = { blocks, seed: `${entered}:0`, until: `${last}`, method: 'fifo' };
      const { json } = await run({ data: '', flags });
      // All that ever entered is the seed: what is left of it lies there or was paid out.
      const [first] = integrating();
      const fees = integrating().reduce((sum, one) => sum + (feeBase(one) ?? 0n), 0n);
      const seed = first?.inputs[0]?.coin?.amountBase ?? 0n;
      expect(json).toMatchObject({ unspentOutputs: 2, tracedValue: `${seed - fees}` });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
