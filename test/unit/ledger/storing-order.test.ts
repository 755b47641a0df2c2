import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { inStoringOrder } from '../../../src/ledger/postgres/storing-order.ts';

const chain = chainId('test:order');
const few = fc.integer({ min: 0, max: 3 });
const transfer: fc.Arbitrary<Transfer> = fc
  .record({ height: few, tx: few, position: few, amount: fc.nat() })
  .map(({ height, tx, position, amount }) => ({
    ...{ chain, height, position, tx: `0x0${tx}` },
    ...{ blockHash: '0xb1', time: '2026-01-02T03:04:05.678Z', txIndex: 0 },
    ...{ from: accountId(`${chain}:a`), to: accountId(`${chain}:b`) },
    ...{ asset: assetId(`${chain}/erc20:c`), amountBase: BigInt(amount), kind: 'token' },
  }));

it('has each key once, of equal ones the last, whatever heights they name', () => {
  fc.assert(
    fc.property(fc.array(transfer, { maxLength: 12 }), (given) => {
      const last = new Map(given.map((one) => [transferKey(one), one]));
      expect(new Set(inStoringOrder(given))).toEqual(new Set(last.values()));
      expect(inStoringOrder(given)).toHaveLength(last.size);
    }),
  );
});

it('is the same for all writers, by height first', () => {
  fc.assert(
    fc.property(fc.uniqueArray(transfer, { selector: transferKey }), (given) => {
      const ordered = inStoringOrder(given);
      expect(inStoringOrder([...given].reverse())).toEqual(ordered);
      const heights = ordered.map(({ height }) => height);
      expect(heights).toEqual([...heights].sort((a, b) => a - b));
    }),
  );
});
