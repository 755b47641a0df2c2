import { describe, expect, it } from 'vitest';
import { account, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg, read } from './bridge-harness.ts';
import {
  arrives,
  baseUsdc,
  hash32,
  leaves,
  onBase,
  padded,
  pair,
  payee,
  relayer,
  usdc,
  usdcThere,
  user,
  zero,
} from './pairing.ts';

const pool = contractOf('across', 'spokePool', 'eip155:1');
const there = contractOf('across', 'spokePool', 'eip155:8453');

const deposit: Step = {
  emit: [
    pool,
    abiOf('across', 'FundsDeposited', 'bytes32 inputToken'),
    [
      padded(usdc),
      padded(usdcThere),
      100n,
      99n,
      8453,
      7,
      1,
      2,
      0,
      padded(user),
      padded(payee),
      hash32(0),
      '0x',
    ],
  ],
};
/** How a fill was made: by a relayer, or out of the pool's own funds when none had come. */
const [fast, slow] = [0, 2];
const fill = (to: string, amount: bigint, id = 7, type = fast): Step[] => [
  { transfer: [type === slow ? there : relayer, to, usdcThere, amount] },
  {
    emit: [
      there,
      abiOf('across', 'FilledRelay', 'bytes32 inputToken'),
      [
        padded(usdc),
        padded(usdcThere),
        100n,
        99n,
        1,
        1,
        id,
        2,
        0,
        hash32(0),
        type === slow ? hash32(0) : padded(relayer),
        padded(user),
        padded(payee),
        hash32(0),
        [padded(to), hash32(0), amount, type],
      ],
    ],
  },
];

describe('Across', () => {
  it('pairs a deposit with its fill by the number of the deposit', () => {
    expect(pair(leaves('eip155:1', [deposit]), arrives('eip155:8453', fill(payee, 99n)))).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 99n],
      how: ['exact-id', 'certain'],
    });
  });

  it('follows a slow fill, which the pool pays itself and which may pay more than was asked', () => {
    expect(
      pair(leaves('eip155:1', [deposit]), arrives('eip155:8453', fill(payee, 100n, 7, slow))),
    ).toMatchObject({ got: [onBase, baseUsdc, 100n], how: ['exact-id', 'certain'] });
  });

  it('follows a speed-up to another receiver and amount', () => {
    const speedUp = leaves(
      'eip155:1',
      [
        {
          emit: [
            pool,
            abiOf('across', 'RequestedSpeedUpDeposit'),
            [98n, 7, padded(user), padded(relayer), '0x', '0x'],
          ],
        },
      ],
      hash32(20),
    );
    const [match] = matched(
      leaves('eip155:1', [deposit]),
      speedUp,
      arrives('eip155:8453', fill(relayer, 98n)),
    );
    expect(match?.destinations).toMatchObject([
      { leg: { recipient: { account: account(relayer, 'eip155:8453') }, amountBase: 98n } },
    ]);
  });

  it('never gives the fill of another deposit to this one', () => {
    const [match] = matched(
      leaves('eip155:1', [deposit]),
      arrives('eip155:8453', fill(payee, 99n, 8)),
    );
    expect(match).toMatchObject({ destinations: [], pending: 'not-seen' });
  });

  it('sums the partial fills of version 2 and says what is still open', () => {
    const abi = abiOf('across', 'FundsDeposited', 'int64');
    const source = leaves('eip155:1', [
      { emit: [pool, abi, [100n, 1, 8453, 0, 7, 1, usdc, payee, user, '0x']] },
    ]);
    const part = (total: bigint, amount: bigint, tx: number) =>
      arrives(
        'eip155:8453',
        [
          { transfer: [relayer, payee, usdcThere, amount] },
          {
            emit: [
              there,
              abiOf('across', 'FilledRelay', 'int64'),
              [
                100n,
                total,
                amount,
                1,
                1,
                8453,
                0,
                0,
                7,
                usdcThere,
                relayer,
                user,
                payee,
                '0x',
                [payee, '0x', 0, false, 0],
              ],
            ],
          },
        ],
        hash32(tx),
      );
    const [half] = matched(source, part(40n, 40n, 21));
    expect(half).toMatchObject({
      destinations: [{ leg: { amountBase: 40n } }],
      pending: 'not-seen',
    });
    const [whole] = matched(source, part(40n, 40n, 21), part(100n, 60n, 22));
    expect(whole?.destinations.map(({ leg }) => leg.amountBase)).toEqual([40n, 60n]);
    expect(whole?.pending).toBeUndefined();
  });

  it('pairs a deposit that was not filled with the refund to its depositor', () => {
    const refund = leaves(
      'eip155:1',
      [
        {
          emit: [
            pool,
            abiOf('across', 'ExecutedRelayerRefundRoot', 'bool'),
            [0, 1, [100n, 5n], 1, 2, usdc, [user, relayer], false, relayer],
          ],
        },
      ],
      hash32(23),
    );
    const [match] = matched(leaves('eip155:1', [deposit]), { ...refund });
    expect(match).toMatchObject({
      destinations: [],
      refunds: [{ leg: { role: 'refund', amountBase: 100n }, method: 'structured' }],
    });
  });

  it('reads a deposit beside which another contract emits what nobody can read', () => {
    const abi = abiOf('across', 'ExecutedRelayerRefundRoot', 'bool');
    // Two receivers of one amount.
    const forged: Step = {
      emit: [relayer, abi, [0, 1, [100n], 1, 2, usdc, [user, relayer], false, relayer]],
    };
    const { legs, unreadable } = read(leaves('eip155:1', [forged, deposit]));
    expect(legs).toMatchObject([{ role: 'source', ids: [{ text: 'across:1:7' }] }]);
    expect(unreadable.map(({ protocol }) => protocol)).toContain('across');
  });

  it('reads the deposit of 2024 with addresses of 20 bytes', () => {
    const abi = abiOf('across', 'V3FundsDeposited');
    const leg = onlyLeg(
      leaves('eip155:1', [
        { emit: [pool, abi, [usdc, zero, 100n, 99n, 8453, 7, 1, 2, 0, user, payee, zero, '0x']] },
      ]),
    );
    expect(leg).toMatchObject({ ids: [{ text: 'across:1:7' }], recipient: { account: onBase } });
    expect(leg.expects).toEqual({ amountBase: 99n });
  });
});
