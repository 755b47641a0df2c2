import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../bench/evaluate/chain-taint.ts';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { available } from '../../support/availability.ts';
import { seededRandom } from '../../support/generated-utxo-chain.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { taintByModel } from '../../support/taint-model.ts';

const subsidy = (height: number) => 5_000_000_000n >> BigInt(Math.floor(height / 150));
const busyBlocks = 60;
const kinds = ['legacy', 'p2sh-segwit', 'bech32'] as const;

describe.skipIf(!available('litecoind').ok)('value followed over the file of a node', () => {
  let node: Litecoind;
  let folder: string;
  let file: string;
  let raws: Buffer[];
  let seeds: string[];
  let lostSeed: string;

  beforeAll(async () => {
    node = await startLitecoind();
    folder = await mkdtemp(join(tmpdir(), 'wagetrace-node-file-'));
    const random = seededRandom(97);
    await node.mine(110);
    const wage = await node.pay({ [await node.address('bech32')]: '3.0' });
    for (let block = 0; block < busyBlocks; block++) {
      // Change waits in the pool and is spent again before it is mined.
      for (let payments = random(5); payments > 0; payments--) {
        const to = await Promise.all(kinds.map((kind) => node.address(kind)));
        const amount = () => (random(90_000_000) + 1_000_000) / 1e8;
        await node.pay(Object.fromEntries(to.map((address) => [address, amount().toFixed(8)])));
      }
      await node.mine(1);
    }
    const lost = await transactionsAt(Number(await node.rpc('getblockcount')));
    lostSeed = `${lost[0]}:0`;
    await node.reorg(1);
    await node.mine(2);
    const tip = Number(await node.rpc('getblockcount'));
    raws = await Promise.all(Array.from({ length: tip + 1 }, (_, height) => rawAt(height)));
    const [, early] = await transactionsAt(130);
    seeds = [`${wage}:0`, `${wage}:1`, `${(await transactionsAt(11))[0]}:0`, `${early ?? wage}:0`];
    file = join(folder, 'blk00000.dat');
    await writeFile(file, await node.blockFile());
  });

  afterAll(async () => {
    await node?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  const hashAt = (height: number) => node.rpc('getblockhash', height);
  async function rawAt(height: number): Promise<Buffer> {
    return Buffer.from(`${await node.rpc('getblock', await hashAt(height), 0)}`, 'hex');
  }
  async function transactionsAt(height: number): Promise<string[]> {
    // CAST: the node's own answer.
    return ((await node.rpc('getblock', await hashAt(height), 1)) as { tx: string[] }).tx;
  }

  it.each(attributionMethods)('equals a model by brute force under %s', async (method) => {
    for (const fees of [false, true]) {
      for (const until of [115, 149, 150, 151, raws.length - 1]) {
        const expected = taintByModel(raws.slice(0, until + 1), { seeds, method, fees, subsidy });
        const flags = { blocks: file, seed: seeds.join(','), until: `${until}`, method, fees };
        expect((await run({ data: '', flags })).json, `fees ${fees}, ${until}`).toEqual(expected);
      }
    }
  });

  it('prints the answer alone, in the same words whether JSON was asked for or not', async () => {
    const flags = { blocks: folder, seed: seeds[0] ?? '', until: '140', method: 'fifo' };
    const { json, report } = await run({ data: '', flags });
    expect(JSON.parse(report)).toEqual(json);
    expect(Object.keys(json)).toEqual(['unspentOutputs', 'faceValue', 'tracedValue']);
  });

  it('says that a seed was only made in a block that lost', async () => {
    const flags = { blocks: file, seed: lostSeed, until: '140', method: 'fifo' };
    await expect(run({ data: '', flags })).rejects.toThrow('in a block that lost');
  });
});
