import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AccountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { compareTransfers, type Transfer } from '../../../src/domain/transfer.ts';
import { ReadTransfers } from '../../../src/ledger/postgres/read-transfers.ts';
import { withoutSharedTwins } from '../../../src/ledger/postgres/shared-twins.ts';
import { type StoredTransfer, withoutSuperseded } from '../../../src/ledger/postgres/superseded.ts';
import { binaryRowsOf } from '../../support/binary-rows-of.ts';

const chain = chainId('test:1');
const assets = ['a', 'b'].map((name) => assetId(`${chain}/erc20:${name}`));
const hex = (digits: number) =>
  fc.integer({ min: 0, max: 30 }).map((n) => n.toString(16).padStart(digits, '0'));
/** Of one spelling and length, as nearly all are, and of all. */
const evenHash = hex(64).map((digits) => `0x${digits}`);
const anyHash = fc.oneof(
  evenHash,
  hex(64),
  hex(8).map((digits) => `0x${digits}`),
  fc.constantFrom(
    '',
    'Zoë',
    '0xAB',
    '0xabc',
    '\u{1F600}',
    '\uffee',
    '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
  ),
);
// CAST: what stands in the place of an account.
const accounts = anyHash.map((id) => `${chain}:${id}` as AccountId);
const height = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 40 }));

function rowsOf(tx: fc.Arbitrary<string>): fc.Arbitrary<StoredTransfer> {
  const plain = fc.record({
    ...{ chain: fc.constant(chain), height, tx, blockHash: anyHash, from: accounts, to: accounts },
    time: fc
      .integer({ min: 0, max: 2 ** 41 })
      .map((ms) => new Date(ms - (ms % 5 === 0 ? 0 : ms % 1000)).toISOString()),
    txIndex: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 31 - 1 })),
    position: fc.integer({ min: -3, max: 3 }),
    asset: fc.constantFrom(...assets),
    amountBase: fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 2n ** 200n })),
    kind: fc.constantFrom('token' as const, 'native' as const),
  });
  const rest = fc.record(
    {
      memo: fc.constantFrom('', 'wage'),
      orderInferred: fc.constant(true),
      suspect: fc.constantFrom('spoofed' as const, 'unlisted-asset' as const),
    },
    { requiredKeys: [] },
  );
  const transfer = fc
    .tuple(plain, fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, rest))
    .map(([given, more]): Transfer => ({ ...given, ...more }));
  const shared = fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.boolean());
  return fc.record({ transfer, shared, generation: fc.integer({ min: 0, max: 2 }) });
}

const worlds = fc
  .tuple(fc.constantFrom(evenHash, anyHash), fc.boolean())
  .chain(([tx, isRepeated]) =>
    fc.array(rowsOf(tx), { maxLength: 30 }).map((rows) => {
      // One in two times what was stored comes once more, changed and not.
      const again = rows.map((row, at) => ({
        ...row,
        generation: row.generation + 1,
        shared: at % 3 !== 0,
        transfer: { ...row.transfer, height: row.transfer.height + (at % 2) },
      }));
      return isRepeated ? [...rows, ...again] : rows;
    }),
  );

it('reads what was stored, in canonical order, each once', () => {
  const max = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(worlds, max, (stored, most) => {
      const read = new ReadTransfers(binaryRowsOf(stored, assets));
      const assetOf = (id: number) => assets[id] ?? assetId('none:0/none:0');
      const sorted = [...stored].sort((a, b) => compareTransfers(a.transfer, b.transfer));
      const expected = withoutSharedTwins(
        withoutSuperseded(sorted.slice(0, Math.min(most, stored.length))),
      );
      expect(read.transfers(chain, assetOf, most)).toStrictEqual(expected);
    }),
    { numRuns: 400 },
  );
});
