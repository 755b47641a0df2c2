import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferOrder } from '../../../../src/chains/file/order.ts';
import { accountId, assetId, chainId } from '../../../../src/domain/caip.ts';
import { positionBand, type Transfer, transferKey } from '../../../../src/domain/transfer.ts';

const chain = chainId('eip155:1');

function transfer(tx: string, from: string, to: string, given: Partial<Transfer> = {}): Transfer {
  return {
    chain,
    height: 1,
    blockHash: '',
    time: '2026-01-01T00:00:00.000Z',
    tx,
    txIndex: 0,
    position: 0,
    from: accountId(`${chain}:${from}`),
    to: accountId(`${chain}:${to}`),
    asset: assetId(`${chain}/slip44:60`),
    amountBase: 1n,
    kind: 'native',
    ...given,
  };
}

const txs = (block: readonly Transfer[]) => inferOrder(block).map((t) => t.tx);

describe('the order within a block', () => {
  it('puts credits before the debits that they fund, else goes by id', () => {
    const [late, early] = [transfer('1', 'b', 'c'), transfer('9', 'a', 'b')];
    expect(txs([late, early, transfer('5', 'x', 'y')])).toEqual(['5', '9', '1']);
  });

  it('waits for every credit of the pot', () => {
    const block = [transfer('1', 'b', 'z'), transfer('2', 'a', 'b'), transfer('3', 'a', 'c')];
    expect(txs([...block, transfer('4', 'c', 'b')])).toEqual(['2', '3', '4', '1']);
  });

  it('takes another asset of the account for another pot', () => {
    const other = assetId(`${chain}/erc20:0x01`);
    expect(txs([transfer('2', 'a', 'b', { asset: other }), transfer('1', 'b', 'c')])).toEqual([
      '1',
      '2',
    ]);
  });

  it('begins a ring where the fewest credits are missing, and goes on from there', () => {
    const ring = [transfer('3', 'a', 'b'), transfer('2', 'b', 'c'), transfer('4', 'c', 'a')];
    expect(txs([...ring, transfer('1', 'c', 'z')])).toEqual(['1', '4', '3', '2']);
    expect(txs([...ring, transfer('0', 'x', 'c'), transfer('5', 'b', 'c')])[0]).toBe('0');
  });

  it('keeps the order of transactions where the file has it', () => {
    const block = [
      transfer('1', 'b', 'c', { txIndex: 3 }),
      transfer('2', 'a', 'b', { txIndex: 8 }),
    ];
    expect(txs(block)).toEqual(['1', '2']);
  });

  it('holds for any block: nothing is lost, ranks are dense, and no credit comes late without a ring', () => {
    const edge = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 30 }), fc.boolean(), (edges, acyclic) => {
        const block = edges
          .map(([a, b]) => (acyclic && a > b ? [b, a] : [a, b]))
          .map(([a, b], i) => transfer(`t${(i * 7) % 31}`, `a${a}`, `a${b}`));
        const ordered = inferOrder(block);
        expect(ordered.map((t) => t.txIndex)).toEqual(block.map((_, i) => i));
        expect(ordered.map((t) => t.tx).sort()).toEqual(block.map((t) => t.tx).sort());
        expect(new Set(ordered.map(transferKey)).size).toBe(block.length);
        expect(inferOrder([...block].reverse())).toEqual(ordered);
        if (!acyclic) return;
        ordered.forEach((debit, i) => {
          const late = ordered.slice(i + 1).filter((t) => t.to === debit.from && t.from !== t.to);
          expect(late).toEqual([]);
        });
      }),
    );
  });
});

describe('the key of a transfer without position', () => {
  it('is the same in exports that show different parts of its transaction', () => {
    const [one, two, three] = [
      transfer('t', 'a', 'b'),
      transfer('t', 'b', 'c'),
      transfer('t', 'c', 'd'),
    ];
    const keysOf = (block: readonly Transfer[]) =>
      new Map(inferOrder(block).map((t) => [`${t.from} ${t.to}`, transferKey(t)]));
    const [left, right] = [keysOf([one, two]), keysOf([three, two])];
    const shared = [...left].filter(([movement]) => right.has(movement));
    expect(shared).toHaveLength(1);
    for (const [movement, key] of shared) expect(right.get(movement)).toBe(key);
  });

  it('differs for equal movements, and lies between the logs and the fee', () => {
    const equal = inferOrder([transfer('t', 'a', 'b'), transfer('t', 'a', 'b')]);
    expect(new Set(equal.map(transferKey)).size).toBe(2);
    for (const t of equal) {
      expect(t.position).toBeGreaterThanOrEqual(positionBand.occurrence);
      expect(t.position).toBeLessThan(positionBand.fee);
    }
  });
});
