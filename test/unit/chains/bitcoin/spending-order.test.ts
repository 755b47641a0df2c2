import { describe, expect, it } from 'vitest';
import type { RawTransaction } from '../../../../src/chains/bitcoin/raw-transaction.ts';
import { inSpendingOrder } from '../../../../src/chains/bitcoin/spending-order.ts';

function transaction(id: number, ...spends: number[]): RawTransaction {
  return {
    hashedBytes: 60,
    hash: Buffer.alloc(32, id),
    coinbase: false,
    version: 1,
    lockTime: 0,
    inputs: spends.map((parent) => ({
      bytes: Buffer.alloc(32, parent),
      previousAt: 0,
      index: 0,
      sequence: 0,
    })),
    outputs: [],
  };
}

describe('the order in which a block is spent', () => {
  it('is that of the block where none spends a later one', () => {
    const block = [transaction(9), transaction(3, 9), transaction(7, 9, 200), transaction(1, 3, 7)];
    expect(inSpendingOrder(block)).toBe(block);
  });

  it('moves a transaction behind what it spends, and no other', () => {
    const [a, b, c, d] = [transaction(1, 4), transaction(2, 3), transaction(3, 4), transaction(4)];
    expect(inSpendingOrder([a, b, c, d])).toEqual([d, a, c, b]);
  });

  it('follows chains of thousands', () => {
    const id = (n: number) => {
      const hash = Buffer.alloc(32);
      hash.writeUInt32LE(n);
      return hash;
    };
    const chain = Array.from({ length: 20_000 }, (_, n): RawTransaction => {
      const inputs = [{ bytes: id(n + 1), previousAt: 0, index: 0, sequence: 0 }];
      return { ...transaction(0), hash: id(n), inputs };
    });
    expect(inSpendingOrder(chain)[0]).toBe(chain.at(-1));
  });
});
