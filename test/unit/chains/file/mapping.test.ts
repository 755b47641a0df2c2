import { describe, expect, it } from 'vitest';
import { fileMapping } from '../../../../src/chains/file/mapping.ts';

const asset = { id: 'eip155:1/slip44:60', decimals: 18 };
const columns = {
  height: 'block',
  time: 'time',
  tx: 'tx',
  from: 'from',
  to: 'to',
  amount: 'amount',
};
const valid = { chain: 'eip155:1', format: 'csv', columns, amounts: 'base', asset };

const faultsOf = (given: object) =>
  fileMapping.safeParse({ ...valid, ...given }).error?.issues.map((issue) => issue.path.join('.'));

describe('a mapping', () => {
  it('covers nothing unless it says so', () => {
    expect(fileMapping.parse(valid).covers).toEqual({ kind: 'nothing' });
  });

  it.each([
    [{ chain: 'Ethereum' }, ['chain']],
    [{ asset: { id: 'USDT', decimals: -1 } }, ['asset.id', 'asset.decimals']],
    [{ asset: undefined }, ['asset']],
    [{ columns: { ...columns, asset: 'token' } }, ['asset', 'assets']],
    [{ columns: { ...columns, position: 'place' } }, ['columns.position']],
    [
      { columns: { ...columns, position: 'place', txIndex: 'index', logIndex: 'log' } },
      ['columns.position'],
    ],
    [{ covers: { kind: 'whole', fromHeight: 9, toHeight: 1 } }, ['covers']],
    [
      { columns: { ...columns, tx: '' }, amounts: 'wei', format: 'xls' },
      ['format', 'columns.tx', 'amounts'],
    ],
  ])('%j is told all that is wrong with it', (given, faults) => {
    expect(faultsOf(given)).toEqual(faults);
  });
});
