import { describe, expect, it } from 'vitest';
import { blockRecords, withoutXor } from '../../../../src/chains/bitcoin/block-file.ts';
import { merkleRoot } from '../../../../src/chains/bitcoin/double-hash.ts';
import { mostWorkChain, workOf } from '../../../../src/chains/bitcoin/most-work-chain.ts';
import { subsidyBase, subsidyScheduleOf } from '../../../../src/chains/bitcoin/subsidy.ts';
import { blockFile } from '../../../support/block-file.ts';

const easy = 0x207fffff;
const hard = 0x1d00ffff;
const block = (hash: string, parent: string, bits = easy) => ({
  hash,
  parentHash: parent === '' ? '0'.repeat(64) : parent,
  bits,
});

describe('the chain with the most work', () => {
  it('is found whatever the order of the blocks', () => {
    const blocks = [block('c', 'b'), block('a', ''), block('x', 'a'), block('b', 'a')];
    expect(mostWorkChain(blocks).map((b) => b.hash)).toEqual(['a', 'b', 'c']);
  });

  it('is by work and not by length', () => {
    const blocks = [block('a', ''), block('b', 'a'), block('c', 'b'), block('h', 'a', hard)];
    expect(mostWorkChain(blocks).map((b) => b.hash)).toEqual(['a', 'h']);
  });

  it('is the one that was seen first where work is equal', () => {
    const blocks = [block('a', ''), block('second', 'a'), block('first', 'a')];
    expect(mostWorkChain(blocks).at(-1)?.hash).toBe('second');
  });

  it('leaves out blocks that lead to no genesis, and needs one', () => {
    expect(mostWorkChain([block('a', ''), block('y', 'nowhere', hard)]).map((b) => b.hash)).toEqual(
      ['a'],
    );
    expect(() => mostWorkChain([block('y', 'nowhere')])).toThrow(
      expect.objectContaining({ code: 'bitcoin.no-genesis' }),
    );
  });

  it('counts the work of Bitcoin as its nodes do: 2^32 and a little for difficulty 1', () => {
    expect(workOf(hard)).toBe(4_295_032_833n);
    expect(workOf(easy)).toBe(2n);
  });
});

describe('a block file', () => {
  const bodies = [Buffer.alloc(90, 1), Buffer.alloc(100, 2), Buffer.alloc(81, 3)];
  const read = (file: Buffer) => [...blockRecords(file)];

  it('is read whatever its magic, past the space that was allocated ahead', () => {
    const file = Buffer.concat([blockFile('c0ffee99', bodies.slice(0, 2)), Buffer.alloc(500)]);
    expect(read(file)).toEqual(bodies.slice(0, 2).map((bytes) => ({ magic: 'c0ffee99', bytes })));
  });

  it('is read past rubbish between records', () => {
    const rubbish = Buffer.from('c0ffee99ffffffffabcdef', 'hex');
    const parts = bodies.map((body) => blockFile('c0ffee99', [body]));
    const file = Buffer.concat([parts[0] ?? rubbish, rubbish, parts[1] ?? rubbish]);
    expect(read(file).map((record) => record.bytes.length)).toEqual([90, 100]);
  });

  it('is refused when it begins with no block or ends inside one', () => {
    const code = { code: 'bitcoin.bad-block-file' };
    expect(() => read(Buffer.alloc(64))).toThrow(expect.objectContaining(code));
    expect(() => read(Buffer.from('c0ffee99ffffffff', 'hex'))).toThrow(
      expect.objectContaining(code),
    );
    const cut = blockFile('c0ffee99', bodies).subarray(0, 290);
    expect(() => read(cut)).toThrow(expect.objectContaining(code));
  });

  it('is the same behind the key of a newer node', () => {
    const key = Buffer.from('0102030405060708', 'hex');
    expect(withoutXor(blockFile('f9beb4d9', bodies, key), key)).toEqual(
      blockFile('f9beb4d9', bodies),
    );
  });
});

describe('the subsidy', () => {
  it.each([
    ['f9beb4d9', 0, 5_000_000_000n],
    ['f9beb4d9', 209_999, 5_000_000_000n],
    ['f9beb4d9', 210_000, 2_500_000_000n],
    ['f9beb4d9', 840_000, 312_500_000n],
    ['fabfb5da', 149, 5_000_000_000n],
    ['fabfb5da', 150, 2_500_000_000n],
    ['fbc0b6db', 840_000, 2_500_000_000n],
    ['f9beb4d9', 13_440_000, 0n],
  ])('on %s at height %i is %i', (magic, height, amount) => {
    const schedule = subsidyScheduleOf(magic);
    expect(schedule && subsidyBase(schedule, height)).toBe(amount);
  });

  it('of a network that is not known is not guessed', () => {
    expect(subsidyScheduleOf('c0c0c0c0')).toBeUndefined();
  });
});

describe('the Merkle root', () => {
  it('does not exist over a repeated pair, which could hide a repeated transaction', () => {
    const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(merkleRoot([a, b, b])).toBeDefined();
    expect(merkleRoot([a, b, b, b])).toBeUndefined();
    expect(merkleRoot([a])).toEqual(a);
  });
});
