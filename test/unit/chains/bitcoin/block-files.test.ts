import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Block, Transaction } from 'bitcoinjs-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockFiles } from '../../../../src/chains/bitcoin/block-files.ts';
import { blockFile } from '../../../support/block-file.ts';

describe('block files', () => {
  const bodies = [Buffer.alloc(90, 1), Buffer.alloc(100, 2), Buffer.alloc(81, 3)];
  const code = { code: 'bitcoin.bad-block-file' };
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wagetrace-block-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Magic and bytes of every record. */
  function read(...files: Buffer[]): [string, Buffer][] {
    const paths = files.map((bytes, i) => {
      const path = join(folder, `blk0000${i}.dat`);
      writeFileSync(path, bytes);
      return path;
    });
    const opened = new BlockFiles(paths);
    try {
      return [...opened.records()].map((record) => [record.magic, opened.read(record)]);
    } finally {
      opened.close();
    }
  }
  const all = bodies.map((bytes) => ['c0ffee99', bytes]);

  it('are read whatever their magic, past the space that was allocated ahead', () => {
    const file = Buffer.concat([blockFile('c0ffee99', bodies.slice(0, 2)), Buffer.alloc(500)]);
    expect(read(file)).toEqual(all.slice(0, 2));
  });

  it('are read one after another, as one', () => {
    const ahead = Buffer.alloc(3 * 1024 * 1024 + 7);
    const first = Buffer.concat([blockFile('c0ffee99', bodies.slice(0, 1)), ahead]);
    expect(read(first, blockFile('c0ffee99', bodies.slice(1)))).toEqual(all);
    expect(() => read(first, blockFile('c0ffee98', bodies))).toThrow(expect.objectContaining(code));
  });

  it('are read past rubbish between records, also where a window of it ends inside a magic', () => {
    const parts = bodies.map((body) => blockFile('c0ffee99', [body]));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = parts;
    const rubbish = Buffer.from('c0ffee99ffffffffabcdef', 'hex');
    expect(read(Buffer.concat([first, rubbish, second]))).toEqual(all.slice(0, 2));
    const window = 1024 * 1024;
    for (const over of [1, 2, 3]) {
      const gap = Buffer.alloc(window - over);
      expect(read(Buffer.concat([first, gap, second]))).toEqual(all.slice(0, 2));
    }
  });

  it('are read past rubbish that looks like a record, whether it fits in the file or not', () => {
    const parts = bodies.map((body) => blockFile('c0ffee99', [body]));
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = parts;
    for (const length of [81, 130, 150, 1_000_000]) {
      const rubbish = Buffer.from('c0ffee9900000000abcdef', 'hex');
      rubbish.writeUInt32LE(length, 4);
      expect(read(Buffer.concat([first, rubbish, second, third])), `${length}`).toEqual(all);
    }
  });

  it('keep a block that rubbish follows', () => {
    const block = new Block();
    block.prevHash = Buffer.alloc(32);
    const made = new Transaction();
    made.addInput(Buffer.alloc(32), 0xffffffff, 0xffffffff, Buffer.from('coinbase'));
    made.addOutput(Buffer.of(0x51), 5_000_000_000n);
    block.transactions = [made];
    block.merkleRoot = Block.calculateMerkleRoot([made]);
    const real = Buffer.from(block.toBuffer());
    const [, second = Buffer.alloc(0)] = bodies.map((body) => blockFile('c0ffee99', [body]));
    const file = Buffer.concat([blockFile('c0ffee99', [real]), Buffer.alloc(33, 9), second]);
    expect(read(file).map(([, bytes]) => bytes)).toEqual([real, bodies[1]]);
  });

  it('are refused when they begin with no block or end inside one', () => {
    for (const bytes of [Buffer.alloc(64), Buffer.from('c0ffee99ffffffff', 'hex')]) {
      expect(() => read(bytes)).toThrow(expect.objectContaining(code));
    }
    const cut = blockFile('c0ffee99', bodies).subarray(0, 290);
    expect(() => read(cut)).toThrow(expect.objectContaining(code));
  });

  it('are the same behind the key of a newer node, whose space ahead is without it', () => {
    const key = Buffer.from('0102030405060708', 'hex');
    writeFileSync(join(folder, 'xor.dat'), key);
    expect(read(Buffer.concat([blockFile('c0ffee99', bodies, key), Buffer.alloc(999)]))).toEqual(
      all,
    );
  });
});
