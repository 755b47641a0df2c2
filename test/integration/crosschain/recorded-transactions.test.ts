import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Interface } from 'ethers';
import { afterAll, describe, expect, it } from 'vitest';
import { run as runBridges } from '../../../bench/evaluate/bridges.ts';
import { run as runSwaps } from '../../../bench/evaluate/swaps.ts';

const folder = new URL('../../../../shared/data/crosschain/', import.meta.url);
const file = (name: string) => fileURLToPath(new URL(name, folder));
const isThere = existsSync(folder);
if (!isThere) process.stderr.write('skipped: no recorded transactions beside the repository\n');

describe.skipIf(!isThere)('recorded transactions', () => {
  it('give their swaps: party, assets, exact amounts, fees', async () => {
    const { json } = await runSwaps({ data: file('swaps.jsonl'), flags: {} });
    expect(json).toMatchObject({ total: 59, correct: 59, wrong: [] });
  });

  it('pair by id, and without ids among decoys without a wrong pair', async () => {
    const { json } = await runBridges({ data: file('bridge-pairs.jsonl'), flags: {} });
    expect(json).toMatchObject({ pairs: 6, byId: 6, structured: { correct: 6, precision: 1 } });
  });
});

describe('files of recorded transactions', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'wagetrace-recorded-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const user = `0x${'1'.repeat(40)}`;
  const pool = `0x${'2'.repeat(40)}`;
  const [usdc, dai] = [`0x${'3'.repeat(40)}`, `0x${'4'.repeat(40)}`];
  const tokens = new Interface(['event Transfer(address indexed, address indexed, uint256)']);
  const moved = (address: string, from: string, to: string, amount: bigint, logIndex: number) => ({
    address,
    ...tokens.encodeEventLog('Transfer', [from, to, amount]),
    logIndex,
  });
  const logs = [moved(usdc, user, pool, 100n, 0), moved(dai, pool, user, 99n, 1)];
  /** Only what must be there, in the order and the spelling of another explorer. */
  const bare = {
    receipt: { logs },
    tx: { from: user.toUpperCase().replace('0X', '0x') },
    timestamp: '1700000000',
    chainId: 777_777,
    hash: `0x${'AB'.repeat(32)}`,
  };
  const label = {
    ...{ chainId: 777_777, hash: bare.hash, party: user, fees: [], amountIn: '0.0001' },
    ...{ assetIn: usdc, decimalsIn: 6, assetOut: dai, decimalsOut: 6, amountOut: '0.000099' },
  };

  function written(name: string, lines: readonly (object | string)[]): string {
    const path = join(scratch, name);
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    writeFileSync(path, texts.join('\n'));
    return path;
  }

  it('are read with optional fields missing; what cannot be read is wrong, with its reason', async () => {
    const native = { from: user, to: pool, value: '5' };
    const twice = [{ ...native, type: 'delegatecall' }, native, { ...native, isError: '1' }];
    const paying = { ...bare, tx: { ...bare.tx, to: pool, value: '0x5' }, internal: twice };
    const failed = { ...bare, receipt: { logs, status: '0x0' } };
    const data = written('swaps.jsonl', [
      { ...label, transaction: bare },
      { ...label, fees: ['0.000000000000000005'], transaction: paying },
      { ...label, transaction: failed },
      { ...label, transaction: { hash: '0x' } },
      '{"chainId": 1,',
      '',
    ]);
    const { json } = await runSwaps({ data, flags: {} });
    expect(json).toMatchObject({
      total: 5,
      correct: 2,
      wrong: [
        { reason: 'no swap was read' },
        { reason: expect.stringContaining('unreadable') },
        { hash: 'line 5' },
      ],
    });
  });

  it('leave a pair that cannot be read unfound, and the others as they are', async () => {
    const data = written('pairs.jsonl', [{ source: bare, destination: bare }, { source: {} }, '[']);
    const { json, report } = await runBridges({ data, flags: {} });
    expect(json).toMatchObject({ pairs: 3, byId: 0, structured: { matched: 0, precision: 1 } });
    expect(report).toContain('Unexpected end of JSON input');
  });
});
