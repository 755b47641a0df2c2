import { describe, expect, it } from 'vitest';
import { SubgraphBuilder } from '../../../src/tracing/subgraph-builder.ts';
import { account, pay } from './world.ts';

const [a, b, c] = ['a', 'b', 'c'].map(account) as [never, never, never];

describe('subgraphs of transfers that are added one after the other', () => {
  const first = pay(1, a, b, 5n, { tx: 'first' });
  const second = pay(2, b, c, 3n, { tx: 'second' });

  it('are the same whatever was added when', () => {
    const [forwards, backwards] = [new SubgraphBuilder(), new SubgraphBuilder()];
    for (const transfer of [first, second]) forwards.add(transfer);
    for (const transfer of [second, first, second]) backwards.add(transfer);
    const [x, y] = [forwards.build(), backwards.build()];
    expect({ ...x, keys: [x.keyAt(0), x.keyAt(1), x.keyAt(2)] }).toMatchObject({
      count: 2,
      transfers: [first, second],
      accounts: [a, b, c],
      keys: [
        `${first.chain}:first:${first.position}`,
        `${first.chain}:second:${second.position}`,
        undefined,
      ],
    });
    for (const column of ['from', 'to', 'height', 'potAccount', 'potAsset', 'accounts'] as const) {
      expect(y[column]).toEqual(x[column]);
    }
    const pot = { account: c, asset: second.asset };
    expect(y.potOf(pot)).toBe(x.potOf(pot));
    expect(y.accountOf(c)).toBe(2);
  });

  it('have a transfer once its doubts are gone, and not before', () => {
    const builder = new SubgraphBuilder();
    builder.add(first);
    builder.add({ ...second, suspect: 'unlisted-asset' });
    expect(builder.build().count).toBe(1);
    expect(builder.build().accountOf(c)).toBeUndefined();
    builder.add(second);
    expect(builder.build().transfers).toEqual([first, second]);
    expect(builder.build().indexOf(`${second.chain}:second:${second.position}`)).toBe(1);
  });
});
