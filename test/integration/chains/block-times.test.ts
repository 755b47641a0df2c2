import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BitcoinBlockTimes } from '../../../src/chains/bitcoin/block-times.ts';
import { openBitcoinRpc } from '../../../src/chains/bitcoin/rpc.ts';
import { HeightsByTime } from '../../../src/chains/block-times.ts';
import { EvmBlockTimes } from '../../../src/chains/evm/block-times.ts';
import { openEvmRpc } from '../../../src/chains/evm/rpc.ts';
import { httpClient, httpLimits } from '../../../src/chains/http.ts';
import { chainId } from '../../../src/domain/caip.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { available } from '../../support/availability.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const signal = AbortSignal.timeout(60_000);
const seed = testSeed();
const http = httpClient('node', httpLimits);
const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();

describe('heights by time on a node of an EVM chain', () => {
  let anvil: Anvil;
  const times: number[] = [];

  beforeAll(async () => {
    console.log(`block times: WAGETRACE_TEST_SEED=${seed}`);
    const random = testRandom(seed);
    anvil = await startAnvil({ chainNumber: 31_711 });
    for (let block = 0; block < 40; block += 1) {
      await anvil.rpc('evm_increaseTime', random.between(0, 5_000));
      await anvil.mine(1);
    }
    for (let height = 0; height <= 40; height += 1) {
      const params = [`0x${height.toString(16)}`, false] as const;
      const { timestamp } = await anvil.rpc<{ timestamp: string }>(
        'eth_getBlockByNumber',
        ...params,
      );
      times.push(Number(timestamp));
    }
  });
  afterAll(async () => await anvil?.stop());

  it('are those of the last block before, for every second around every block', async () => {
    const { url, chainNumber, chain } = anvil;
    const rpc = openEvmRpc({ provider: 'node', url, chainNumber, batchCallsMax: 20, http });
    const heights = new HeightsByTime((id) => (id === chain ? new EvmBlockTimes(rpc) : undefined));
    for (const time of times.flatMap((at) => [at - 1, at, at + 1])) {
      const expected = Math.max(
        0,
        times.findLastIndex((at) => at < time),
      );
      expect(await heights.heightBefore(chain, iso(time), signal)).toBe(expected);
    }
    expect(await heights.heightBefore(chainId('eip155:1'), iso(times[9] ?? 0), signal)).toBe(0);
  });
});

describe.skipIf(!available('litecoind').ok)('heights by time on a node of a UTXO chain', () => {
  let node: Litecoind;
  beforeAll(async () => {
    node = await startLitecoind();
    const now = Math.floor(Date.now() / 1_000);
    // Blocks that come slowly, some of them an hour ahead of those that follow.
    for (let block = 0; block < 30; block += 1) {
      await node.rpc('setmocktime', now + block * 3_600 + (block % 3) * 5_000);
      await node.mine(1);
    }
  });
  afterAll(async () => await node?.stop());

  it('never leave a block out that bears the time or a later one', async () => {
    const { url, user, password, chain } = node;
    const rpc = openBitcoinRpc({ provider: 'node', url, key: `${user}:${password}`, http });
    const heights = new HeightsByTime(() => new BitcoinBlockTimes(rpc));
    const found: number[] = [];
    for (let height = 1; height <= 30; height += 1) {
      const hash = await node.rpc('getblockhash', height);
      // CAST: the node's own answer.
      const { time } = (await node.rpc('getblockheader', hash)) as { time: number };
      const before = await heights.heightBefore(chain, iso(time), signal);
      expect(before).toBeLessThan(height);
      found.push(before);
    }
    // It is a bound and not the first block.
    expect(found.at(-1)).toBeGreaterThan(5);
  });
});
