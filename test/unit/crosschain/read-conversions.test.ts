import { describe, expect, it } from 'vitest';
import { matchLegs } from '../../../src/crosschain/matcher/match-legs.ts';
import { departureConversions, readConversions } from '../../../src/crosschain/read-conversions.ts';
import type { TransactionRecord } from '../../../src/crosschain/transaction-record.ts';
import { legKey } from '../../../src/domain/leg.ts';
import { abiOf, contractOf, decoder, settings } from './bridges/bridge-harness.ts';
import {
  arrives,
  hash32,
  leaves,
  onBase,
  payee,
  relayer,
  usdc,
  usdcThere,
  user,
} from './bridges/pairing.ts';
import { account, address, token } from './record-builder.ts';

const dai = address(70);
const [router, dex] = [address(71), address(72)];
const pool = contractOf('celer', 'pool', 'eip155:1');
const there = contractOf('celer', 'pool', 'eip155:8453');
const conversionsIn = (record: TransactionRecord) =>
  readConversions(record, decoder, { orderHolders: [] });

/** The user gives DAI, a router swaps it and sends USDC over the bridge, for a fee in the coin. */
const swappedAndSent = leaves('eip155:1', [
  { transfer: [user, router, 'native', 3n] },
  { transfer: [router, relayer, 'native', 3n] },
  { transfer: [user, router, dai, 101n] },
  { transfer: [router, dex, dai, 101n] },
  { transfer: [dex, router, usdc, 100n] },
  { transfer: [router, pool, usdc, 100n] },
  { emit: [pool, abiOf('celer', 'Send'), [hash32(5), router, payee, usdc, 100n, 8453, 1, 5000]] },
]);
const paidOut = arrives('eip155:8453', [
  { transfer: [there, payee, usdcThere, 98n] },
  {
    emit: [
      there,
      abiOf('celer', 'Relay'),
      [hash32(6), router, payee, usdcThere, 98n, 1, hash32(5)],
    ],
  },
]);

function converted(isConfigured: boolean, ...records: readonly TransactionRecord[]) {
  const readings = records.map(conversionsIn);
  const matches = matchLegs(
    readings.flatMap((reading) => reading.legs),
    settings,
  );
  return departureConversions(
    readings.flatMap((reading) => reading.departures),
    (source) => {
      const match = matches.find((one) => legKey(one.source) === legKey(source));
      if (!match) throw new Error('no match for a source');
      return match;
    },
    () => isConfigured,
    settings,
  );
}

describe('conversions of transactions', () => {
  it('take the asset that the user lost as the source, although another one was bridged', () => {
    const [conversion] = converted(true, swappedAndSent, paidOut);
    expect(conversion?.source).toMatchObject({
      account: account(user),
      asset: token(dai),
      amountBase: 101n,
      transferKeys: [`eip155:1:${hash32(1)}:1000002`],
    });
    expect(conversion?.destinations).toMatchObject([
      {
        account: onBase,
        asset: token(usdcThere, 'eip155:8453'),
        amountBase: 98n,
        method: 'exact-id',
        refund: false,
        transferKeys: [`eip155:8453:${hash32(2)}:1000000`],
      },
    ]);
    expect(conversion?.fees).toEqual([{ asset: token(usdc), amountBase: 2n }]);
    expect(conversion?.pending).toBeUndefined();
  });

  it('declare chain and receiver while nothing has arrived', () => {
    const [open] = converted(true, swappedAndSent);
    expect(open?.pending).toEqual({ reason: 'not-seen', amountBase: 100n, asset: token(usdc) });
    expect(open?.declared).toEqual({
      chain: 'eip155:8453',
      chainRaw: '8453',
      recipient: { account: onBase, raw: payee, family: 'evm' },
    });
    const [elsewhere] = converted(false, swappedAndSent);
    expect(elsewhere?.pending?.reason).toBe('unsupported-chain');
  });

  it('do not call value that left by a bridge a swap', () => {
    const { swaps, openSwaps, unattributed } = conversionsIn(swappedAndSent);
    expect({ swaps, openSwaps, unattributed }).toEqual({
      swaps: [],
      openSwaps: [],
      unattributed: [],
    });
  });

  it('keep the swap of a transaction that also passes a message without value', () => {
    const messenger = contractOf('optimism', 'messenger', 'eip155:1');
    const { swaps, departures, unattributed } = conversionsIn(
      leaves('eip155:1', [
        { transfer: [user, dex, dai, 10n] },
        { transfer: [dex, user, usdc, 9n] },
        {
          emit: [
            messenger,
            abiOf('optimism', 'SentMessage'),
            [payee, user, '0x01020304', 1n << 240n, 200_000],
          ],
        },
      ]),
    );
    expect([swaps.length, departures, unattributed]).toEqual([1, [], []]);
  });

  it('keep a whole swap with the transfers that carry it', () => {
    const { swaps } = conversionsIn(
      leaves('eip155:1', [
        { transfer: [user, dex, dai, 10n] },
        { transfer: [dex, user, usdc, 9n] },
      ]),
    );
    expect(swaps).toMatchObject([
      {
        kind: 'swap',
        source: { account: account(user), amountBase: 10n },
        destinations: [{ account: account(user), amountBase: 9n, confidence: 'certain' }],
      },
    ]);
  });

  it('report a source whose giver no balance shows', () => {
    const { departures, unattributed } = conversionsIn(
      leaves('eip155:1', [
        {
          emit: [
            pool,
            abiOf('celer', 'Send'),
            [hash32(5), router, payee, usdc, 100n, 8453, 1, 5000],
          ],
        },
      ]),
    );
    expect(departures).toEqual([]);
    expect(unattributed).toHaveLength(1);
  });
});
