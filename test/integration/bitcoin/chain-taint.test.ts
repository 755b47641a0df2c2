import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../bench/evaluate/chain-taint.ts';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { available } from '../../support/availability.ts';
import {
  type BcoinBlock,
  type BcoinCoin,
  type BcoinNode,
  coinbaseMaturity,
  startBcoin,
} from '../../support/bcoin.ts';
import { blockFile } from '../../support/block-file.ts';
import { seededRandom } from '../../support/generated-utxo-chain.ts';
import { taintByModel } from '../../support/taint-model.ts';

const magic = 'fabfb5da';
const subsidy = (height: number) => 5_000_000_000n >> BigInt(Math.floor(height / 150));
const seedBlocks = 12;
const busyBlocks = 45;

interface Spendable extends BcoinCoin {
  readonly amountBase: bigint;
}

describe.skipIf(!available('bcoin').ok)('value followed over a chain that a node mined', () => {
  let node: BcoinNode;
  let folder: string;
  let genesis: Buffer;
  const chain: BcoinBlock[] = [];
  const stale: Buffer[] = [];
  const seeds: string[] = [];

  beforeAll(async () => {
    node = await startBcoin();
    folder = await mkdtemp(join(tmpdir(), 'wagetrace-blocks-'));
    const hash = await node.rpc('getblockhash', 0);
    genesis = Buffer.from(`${await node.rpc('getblock', hash, false)}`, 'hex');
    for (let i = 0; i < coinbaseMaturity + seedBlocks; i++) chain.push(await node.mine());
    // A branch that loses, so that the file holds blocks of no account.
    const fork = chain.at(-1)?.hash ?? '';
    chain.push(await node.mine({ parent: fork }));
    stale.push((await node.mine({ parent: fork })).raw);
    await mineBusyBlocks();
  });

  afterAll(async () => {
    await node?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  /** Payments, merges, spends inside a block, fees, rewards claimed in part or not at all. */
  async function mineBusyBlocks(): Promise<void> {
    const random = seededRandom(41);
    const addresses = (['p2pkh', 'p2pkh', 'p2pkh'] as const).map((kind) => node.address(kind));
    const spendable: Spendable[] = chain.slice(0, seedBlocks).map((block, height) => ({
      tx: block.txs[0] ?? '',
      index: 0,
      amountBase: subsidy(height + 1),
    }));
    for (let n = 0; n < busyBlocks; n++) {
      const txs: string[] = [];
      let fees = 0n;
      for (let payments = random(5); payments > 0 && spendable.length > 0; payments--) {
        const from = Array.from({ length: Math.min(spendable.length, 1 + random(3)) }, () =>
          spendable.splice(random(spendable.length), 1),
        ).flat();
        const sum = from.reduce((total, coin) => total + coin.amountBase, 0n);
        const fee = BigInt(random(4)) * (sum / 50n) + 1_000n;
        const outputs = pieces(sum - fee, 1 + random(4), random);
        const to = outputs.map((amount, i) => [addresses[i % 3] ?? '', amount] as const);
        const data = random(4) === 0 ? ([['data:c0ffee', 0n]] as const) : [];
        const tx = node.sign({ from, to: [...to, ...data] });
        txs.push(tx);
        fees += fee;
        spendable.push(...outputs.map((amountBase, index) => ({ tx, index, amountBase })));
      }
      const height = chain.length + 1;
      const reward = subsidy(height) + fees;
      const unclaimedBase = [0n, 0n, fees / 2n, fees, reward - 5_000n][random(5)] ?? 0n;
      const split = random(3) === 0 ? [1_000n, 2_000n] : [];
      chain.push(await node.mine({ txs, unclaimedBase, split }));
    }
    const busy = chain.slice(coinbaseMaturity + seedBlocks + 1);
    seeds.push(`${chain[0]?.txs[0]}:0`, `${chain[3]?.txs[0]}:0`);
    const later = busy.slice(10).find((block) => block.txs.length > 1);
    seeds.push(`${later?.txs[1]}:0`);
  }

  async function ask(flags: Record<string, string | boolean>, file = 'blk00000.dat') {
    const { json } = await run({ data: '', flags: { blocks: join(folder, file), ...flags } });
    return json;
  }

  const raws = () => [genesis, ...chain.map((block) => block.raw)];

  it.each(attributionMethods)('equals a model by brute force under %s', async (method) => {
    await writeFile(join(folder, 'mixed.dat'), blockFile(magic, shuffled([...raws(), ...stale])));
    for (const fees of [false, true]) {
      for (const [count, until] of [
        [1, 140],
        [3, chain.length],
      ] as const) {
        const chosen = seeds.slice(0, count);
        const question = { seeds: chosen, method, fees, subsidy };
        const expected = taintByModel(raws().slice(0, until + 1), question);
        const flags = {
          seed: chosen.join(','),
          until: `${until}`,
          method,
          ...(fees ? { fees } : {}),
        };
        expect(await ask(flags, 'mixed.dat'), `fees ${fees}, until ${until}`).toEqual(expected);
        expect(expected.unspentOutputs).toBeGreaterThan(0);
      }
    }
  });

  it('reads a file that a newer node obscured, with its key beside it', async () => {
    const key = Buffer.from('a1b2c3d4e5f60718', 'hex');
    const obscured = await mkdtemp(join(tmpdir(), 'wagetrace-xor-'));
    await writeFile(join(obscured, 'xor.dat'), key);
    await writeFile(join(obscured, 'blk00000.dat'), blockFile(magic, raws(), key));
    const flags = { seed: seeds[0] ?? '', until: `${chain.length}`, method: 'haircut' };
    await writeFile(join(folder, 'blk00000.dat'), blockFile(magic, raws()));
    const plain = await ask(flags);
    const { json } = await run({
      data: '',
      flags: { ...flags, blocks: join(obscured, 'blk00000.dat') },
    });
    expect(json).toEqual(plain);
    await rm(obscured, { recursive: true });
  });

  it('has nothing of a seed that is made later, and refuses one that is never made', async () => {
    const early = await ask({ seed: seeds[2] ?? '', until: '120', method: 'fifo' });
    expect(early).toEqual({ unspentOutputs: 0, faceValue: '0', tracedValue: '0' });
    const never = `${'ab'.repeat(32)}:0`;
    await expect(ask({ seed: never, until: '120', method: 'fifo' })).rejects.toThrow(
      'no such output',
    );
    await expect(ask({ seed: seeds[0] ?? '', until: '9999', method: 'fifo' })).rejects.toThrow(
      'tip',
    );
  });

  it('refuses a file without its genesis block, and one whose bytes were changed', async () => {
    await writeFile(join(folder, 'headless.dat'), blockFile(magic, raws().slice(1)));
    const flags = { seed: seeds[0] ?? '', until: '120', method: 'fifo' };
    await expect(ask(flags, 'headless.dat')).rejects.toMatchObject({ code: 'bitcoin.no-genesis' });
    const changed = raws().map((raw) => Buffer.from(raw));
    const [last] = changed.slice(-1);
    last?.writeUInt8((last.at(-60) ?? 0) ^ 1, last.length - 60);
    await writeFile(join(folder, 'changed.dat'), blockFile(magic, changed));
    const until = `${chain.length}`;
    await expect(ask({ ...flags, until }, 'changed.dat')).rejects.toMatchObject({
      code: 'bitcoin.bad-block',
    });
  });
});

/** An amount in `count` parts, none of them nothing. */
function pieces(totalBase: bigint, count: number, random: (below: number) => number): bigint[] {
  const parts: bigint[] = [];
  let left = totalBase;
  for (let i = 1; i < count && left > 20_000n; i++) {
    const part = 10_000n + ((left - 20_000n) * BigInt(random(1_000))) / 1_000n;
    parts.push(part);
    left -= part;
  }
  return [...parts, left];
}

function shuffled(blocks: Buffer[]): Buffer[] {
  const random = seededRandom(5);
  return blocks
    .map((block) => ({ block, place: random(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ block }) => block);
}
