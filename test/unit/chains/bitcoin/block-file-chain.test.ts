import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blockFileChain } from '../../../../src/chains/bitcoin/block-file-chain.ts';
import { BlockFiles } from '../../../../src/chains/bitcoin/block-files.ts';
import { blockFile } from '../../../support/block-file.ts';
import { chainOf, coinbase } from '../../../support/made-blocks.ts';

describe('the chain in block files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wagetrace-file-chain-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const blocks = chainOf(['genesis', 'one', 'two'].map((text) => [coinbase(text)]));
  function read(records: readonly Buffer[]) {
    const path = join(folder, 'blk00000.dat');
    writeFileSync(path, blockFile('c0ffee99', records));
    const files = new BlockFiles([path]);
    try {
      const chain = blockFileChain(files);
      return { heights: [...chain.blocks()].length, stale: chain.staleCount };
    } finally {
      files.close();
    }
  }
  /** As an unclean stop leaves it: the header was written, and of the rest a part. */
  const torn = (block: Buffer | undefined) => {
    const copy = Buffer.from(block ?? []);
    return copy.fill(0, 100);
  };

  it('has the whole copy of a block of which a node wrote another one only in part', () => {
    const [genesis, one, two] = blocks as [Buffer, Buffer, Buffer];
    expect(read([genesis, torn(one), one, two])).toEqual({ heights: 3, stale: 0 });
    expect(read([genesis, one, torn(one), two])).toEqual({ heights: 3, stale: 0 });
    expect(() => read([genesis, torn(one), torn(one), two])).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^bitcoin\.bad-/) }),
    );
  });
});
