import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from 'bitcoinjs-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../bench/evaluate/chain-taint.ts';
import { blockFile } from '../../support/block-file.ts';
import { chainOf, coinbase, madeScript, madeSubsidyBase } from '../../support/made-blocks.ts';

const regtest = 'fabfb5da';
const feeBase = 1_000n;

describe('a chain that breaks the rules of amounts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wagetrace-bad-blocks-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const first = coinbase('first');
  function spending(amountBase: bigint): Transaction {
    const made = new Transaction();
    made.addInput(first.getHash(), 0);
    made.addOutput(madeScript, amountBase);
    return made;
  }
  async function ask(paidBase: bigint, claimedBase: bigint, flags: Record<string, boolean> = {}) {
    const blocks = join(folder, 'blk00000.dat');
    const last = [coinbase('last', claimedBase), spending(paidBase)];
    await writeFile(blocks, blockFile(regtest, chainOf([[coinbase('genesis')], [first], last])));
    const seed = `${first.getId()}:0`;
    const { json } = await run({
      data: '',
      flags: { blocks, seed, until: '2', method: 'fifo', ...flags },
    });
    return json;
  }
  const paid = madeSubsidyBase - feeBase;
  const reward = madeSubsidyBase + feeBase;

  it('is followed where a reward is claimed whole, the fee last', async () => {
    expect(await ask(paid, reward, { fees: true })).toEqual({
      ...{ unspentOutputs: 2, faceValue: `${paid + reward}`, tracedValue: `${madeSubsidyBase}` },
    });
  });

  it('is refused where a reward is larger than subsidy and fees', async () => {
    await expect(ask(paid, reward + 1n, { fees: true })).rejects.toMatchObject({
      code: 'bitcoin.bad-block',
    });
  });

  it.each([madeSubsidyBase + 1n, 2n ** 53n - 1n])(
    'is refused where a transaction pays out %s of less',
    async (amountBase) => {
      await expect(ask(amountBase, madeSubsidyBase)).rejects.toMatchObject({
        code: 'bitcoin.bad-block',
      });
    },
  );
});
