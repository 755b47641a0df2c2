import { describe, expect, it } from 'vitest';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Conversion, ConversionDestination } from '../../../src/domain/conversion.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { traceConversions } from '../../../src/flows/trace-conversions.ts';

const chain = chainId('eip155:1');
const other = chainId('eip155:10');
const usd = assetId('eip155:1/erc20:0x01');
const euro = assetId('eip155:10/erc20:0x02');
const worker = accountId(`${chain}:0xa`);
const venue = accountId(`${chain}:0xb`);
const friend = accountId(`${other}:0xc`);
const time = '2026-01-01T00:00:00.000Z';

function transfer(position: number, from: AccountId, to: AccountId, amountBase: bigint): Transfer {
  const place = { chain, height: 1, blockHash: '', time, tx: 't', txIndex: 0, position };
  return { ...place, from, to, asset: usd, amountBase, kind: 'token' };
}

function leg(amountBase: bigint, more: Partial<ConversionDestination> = {}): ConversionDestination {
  const key = `${other}:${amountBase}:0`;
  const where = { chain: other, tx: `${amountBase}`, time, account: friend, asset: euro };
  return {
    ...where,
    amountBase,
    transferKeys: [key],
    method: 'exact-id',
    confidence: 'certain',
    refund: false,
    weight: amountBase,
    ...more,
  };
}

function bridge(
  sources: readonly Transfer[],
  amountBase: bigint,
  destinations: readonly ConversionDestination[],
  more: Partial<Conversion> = {},
): Conversion {
  const transferKeys = sources.map(transferKey);
  const source = { chain, tx: 't', time, account: worker, asset: usd, amountBase, transferKeys };
  return { kind: 'bridge', protocol: 'p', source, destinations, fees: [], ...more };
}

function traced(conversions: readonly Conversion[], transfers: readonly Transfer[]) {
  const byKey = new Map(transfers.map((one) => [transferKey(one), one]));
  return traceConversions(conversions, {
    byKey: (key) => byKey.get(key),
    ofTransaction: (_chain, tx) => transfers.filter((one) => one.tx === tx),
  });
}

const shares = (found: ReturnType<typeof traced>) =>
  found.conversions.map(({ legs }) => legs.map(({ sourceShareBase }) => sourceShareBase));

describe('conversions as a trace takes them', () => {
  const paid = transfer(1, worker, venue, 100n);

  it('give one destination all of the source, whatever fee was kept', () => {
    expect(shares(traced([bridge([paid], 100n, [leg(97n)])], [paid]))).toEqual([[100n]]);
  });

  it('divide the source by what arrived and is still to come, to the last unit', () => {
    const pending = { reason: 'not-seen', amountBase: 50n, weight: 50n } as const;
    const whole = bridge([paid], 100n, [leg(30n), leg(20n)], { pending });
    expect(shares(traced([whole], [paid]))).toEqual([[30n, 20n]]);
    const thirds = bridge([paid], 100n, [leg(1n), leg(2n)]);
    expect(shares(traced([thirds], [paid]))).toEqual([[33n, 67n]]);
  });

  it('divide the source by weights and not by base units', () => {
    const fine = leg(30_000_000n, { weight: 30n });
    expect(shares(traced([bridge([paid], 100n, [fine, leg(20n)])], [paid]))).toEqual([[60n, 40n]]);
  });

  it('give nothing to ends that nothing weighs, and say so', () => {
    const { weight: _weight, ...unknown } = leg(30n);
    const found = traced([bridge([paid], 100n, [unknown, leg(20n)])], [paid]);
    expect(shares(found)).toEqual([[]]);
    expect(found.reasons.map(({ code }) => code)).toEqual(['conversion-shares-unknown']);
    const alone = traced([bridge([paid], 100n, [unknown])], [paid]);
    expect(shares(alone)).toEqual([[100n]]);
    expect(alone.reasons).toEqual([]);
  });

  it('end at the contract where several went in or came out and nothing tells which is which', () => {
    const pending = { reason: 'many-to-many' } as const;
    const found = traced([bridge([paid], 100n, [], { pending })], [paid]);
    expect(found.conversions).toEqual([
      { sourceKeys: [transferKey(paid)], legs: [], restKind: 'contract' },
    ]);
    expect(found.reasons.map(({ code }) => code)).toEqual(['many-to-many']);
  });

  it('let a refund stand for itself and the destination for the rest', () => {
    const back = leg(40n, { asset: usd, refund: true });
    expect(shares(traced([bridge([paid], 100n, [leg(58n), back])], [paid]))).toEqual([[40n, 60n]]);
  });

  it('give back what the same transaction returned, where it explains the whole difference', () => {
    const returned = transfer(2, venue, worker, 5n);
    const found = traced([bridge([paid], 95n, [leg(90n)])], [paid, returned]);
    expect(found.conversions[0]?.legs).toEqual([
      { transferKeys: [transferKey(returned)], sourceShareBase: 5n },
      { transferKeys: leg(90n).transferKeys, sourceShareBase: 95n },
    ]);
    expect(shares(traced([bridge([paid], 93n, [leg(90n)])], [paid, returned]))).toEqual([[100n]]);
  });

  it('are one where a third shares a source with each of two', () => {
    const more = transfer(2, worker, venue, 50n);
    const three = [
      bridge([paid], 100n, [leg(10n)]),
      bridge([more], 50n, [leg(20n)]),
      bridge([paid, more], 150n, [leg(30n)]),
    ];
    const found = traced(three, [paid, more]);
    expect(found.conversions.map(({ sourceKeys }) => sourceKeys)).toEqual([
      [transferKey(paid), transferKey(more)],
    ]);
    expect(shares(found)).toEqual([[25n, 50n, 75n]]);
  });

  it('take a transfer as one leg, however many name it', () => {
    const twice = bridge([paid], 100n, [leg(97n), leg(97n)]);
    expect(traced([twice], [paid]).conversions[0]?.legs).toEqual([
      { transferKeys: leg(97n).transferKeys, sourceShareBase: 100n },
    ]);
  });

  it('never take a candidate by amount and time for a destination', () => {
    const candidate = leg(97n, { method: 'amount-time', confidence: 'low' });
    expect(shares(traced([bridge([paid], 100n, [candidate])], [paid]))).toEqual([[]]);
  });

  it('are one where they share what was paid', () => {
    const both = [bridge([paid], 100n, [leg(60n)]), bridge([paid], 100n, [leg(40n)])];
    expect(shares(traced(both, [paid]))).toEqual([[60n, 40n]]);
  });

  it('say what they lack', () => {
    const codes = (found: ReturnType<typeof traced>) => found.reasons.map(({ code }) => code);
    expect(codes(traced([bridge([paid], 100n, [])], []))).toEqual(['conversion-without-transfers']);
    const open = bridge([paid], 100n, [leg(1n)], { pending: { reason: 'not-seen' } });
    expect(codes(traced([open], [paid]))).toEqual(['bridge-rest-unknown']);
  });
});
