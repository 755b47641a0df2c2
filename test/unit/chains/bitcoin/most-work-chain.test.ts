import { describe, expect, it } from 'vitest';
import { merkleRoot } from '../../../../src/chains/bitcoin/double-hash.ts';
import { mostWorkChain, workOf } from '../../../../src/chains/bitcoin/most-work-chain.ts';
import { subsidyBase, subsidyScheduleOf } from '../../../../src/chains/bitcoin/subsidy.ts';

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
    expect(subsidyScheduleOf('c0c0c0c0', 'ab'.repeat(32))).toBeUndefined();
  });

  it("of a signet of one's own is found by its genesis block", () => {
    const genesis = '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6';
    expect(subsidyScheduleOf('c0c0c0c0', genesis)?.halvingBlocks).toBe(210_000);
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
