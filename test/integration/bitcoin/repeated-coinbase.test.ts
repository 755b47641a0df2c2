import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction } from 'bitcoinjs-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../bench/evaluate/chain-taint.ts';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { blockFile } from '../../support/block-file.ts';
import {
  chainOf,
  coinbase,
  madeScript as script,
  madeSubsidyBase as subsidyBase,
} from '../../support/made-blocks.ts';
import { taintByModel } from '../../support/taint-model.ts';

/**
 * As at heights 91722 and 91880, 91812 and 91842 of Bitcoin: before BIP 30 and 34 a coinbase could
 * have the bytes of an earlier one, and so its id. The coin that was not spent is overwritten.
 */
describe('a coinbase whose id was there before', () => {
  const repeated = coinbase('again');
  const spending = new Transaction();
  spending.addInput(repeated.getHash(), 0);
  spending.addOutput(script, 3_000_000_000n);
  spending.addOutput(script, 1_999_999_000n);
  const raws = chainOf([
    [coinbase('genesis')],
    [repeated],
    [repeated],
    [coinbase('other'), spending],
    // Spent before, so that nothing is lost this time.
    [repeated],
  ]);
  const seed = `${repeated.getId()}:0`;
  let folder: string;
  let blocks: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wagetrace-bip30-'));
    blocks = join(folder, 'blk00000.dat');
    await writeFile(blocks, blockFile('c0ffee99', raws));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ask = async (until: number, method = 'fifo') =>
    (await run({ data: '', flags: { blocks, seed, until: `${until}`, method } })).json;

  it('leaves one coin to follow, not two', async () => {
    const one = { faceValue: `${subsidyBase}`, tracedValue: `${subsidyBase}` };
    expect(await ask(1)).toEqual({ unspentOutputs: 1, ...one });
    expect(await ask(2)).toEqual({ unspentOutputs: 1, ...one });
    expect(await ask(3)).toMatchObject({ unspentOutputs: 2, tracedValue: '4999999000' });
    expect(await ask(4)).toMatchObject({ unspentOutputs: 3, tracedValue: '9999999000' });
  });

  it.each(attributionMethods)('equals a model by brute force under %s', async (method) => {
    const question = { seeds: [seed], method, fees: false, subsidy: () => subsidyBase };
    for (let until = 1; until < raws.length; until++) {
      const expected = taintByModel(raws.slice(0, until + 1), question);
      expect(await ask(until, method), `until ${until}`).toEqual(expected);
    }
  });
});
