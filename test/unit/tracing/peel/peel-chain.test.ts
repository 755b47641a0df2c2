import { describe, expect, it } from 'vitest';
import type { UtxoTransaction } from '../../../../src/domain/utxo.ts';
import { peelChains } from '../../../../src/tracing/peel-chains/peel-chain.ts';
import { holder, utxoTransaction } from '../../../support/utxo-builder.ts';

/** A coin of `start` satoshi that loses 1,000 and a fee of 10 in each of `length` transactions. */
function chain(length: number, start = 1_000_000): UtxoTransaction[] {
  let left = start;
  return Array.from({ length }, (_, i) => {
    const inputs = [[i === 0 ? 'source:0' : `p${i - 1}:1`, `rest${i}`, left]] as const;
    left -= 1_010;
    const outputs = [
      [`paid${i}`, 1_000],
      [`rest${i + 1}`, left],
    ] as const;
    return utxoTransaction({ tx: `p${i}`, height: i, inputs, outputs });
  });
}

describe('a peel chain', () => {
  it('is one finding with what was peeled, where to, and what is left', () => {
    const [finding, ...others] = peelChains(chain(50));
    expect(others).toEqual([]);
    expect(finding?.peels).toHaveLength(50);
    expect(finding).toMatchObject({
      start: { tx: 'source', index: 0 },
      startBase: 1_000_000n,
      peeledBase: 50_000n,
      rest: { tx: 'p49', index: 1 },
      restBase: 1_000_000n - 50n * 1_010n,
      restAccount: holder('rest50'),
      cut: false,
    });
    expect(finding?.peels[7]).toMatchObject({ account: holder('paid7'), amountBase: 1_000n });
  });

  it('needs three peels', () => {
    expect(peelChains(chain(2))).toEqual([]);
    expect(peelChains(chain(3))).toHaveLength(1);
  });

  it('follows the greater of two coins that are both cut again, and the other is its own', () => {
    const trunk = chain(4);
    const branch = [0, 1, 2].map((i) =>
      utxoTransaction({
        tx: `b${i}`,
        inputs: [[i === 0 ? 'p1:0' : `b${i - 1}:1`, `paid1-${i}`, 1_000 - 100 * i]],
        outputs: [
          [`small${i}`, 90],
          [`paid1-${i + 1}`, 1_000 - 100 * (i + 1)],
        ],
      }),
    );
    const findings = peelChains([...trunk, ...branch]);
    expect(findings.map((finding) => finding.peels.length).sort()).toEqual([3, 4]);
    expect(findings[1]?.start).toEqual({ tx: 'p1', index: 0 });
  });

  it('ends where the coin is merged or paid out in another shape', () => {
    const merged = utxoTransaction({
      tx: 'merge',
      inputs: [
        ['p3:1', 'rest4', 9],
        ['other:0', 'x', 9],
      ],
      outputs: [['y', 17]],
    });
    expect(peelChains([...chain(4), merged])[0]?.rest).toEqual({ tx: 'p3', index: 1 });
  });

  it('says when it was cut at the limit', () => {
    const [finding] = peelChains(chain(20), { peelsMin: 3, peelsMax: 5 });
    expect(finding?.peels).toHaveLength(5);
    expect(finding?.cut).toBe(true);
  });
});
