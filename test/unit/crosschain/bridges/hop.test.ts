import { describe, expect, it } from 'vitest';
import { token } from '../record-builder.ts';
import { abiOf, contractOf } from './bridge-harness.ts';
import {
  arrives,
  baseUsdc,
  hash32,
  leaves,
  onBase,
  pair,
  payee,
  relayer,
  usdc,
  usdcThere,
  user,
  zero,
} from './pairing.ts';

const onL1 = contractOf('hop', 'bridge', 'eip155:1');
const onL2 = contractOf('hop', 'bridge', 'eip155:8453');

describe('Hop', () => {
  it('pairs a transfer from layer 1 by the terms that both sides repeat', () => {
    const source = leaves('eip155:1', [
      { transfer: [user, onL1, usdc, 100n] },
      { emit: [onL1, abiOf('hop', 'TransferSentToL2'), [8453, payee, 100n, 95n, 9, relayer, 1n]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [zero, payee, usdcThere, 98n] },
      { emit: [onL2, abiOf('hop', 'TransferFromL1Completed'), [payee, 100n, 95n, 9, relayer, 1n]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 98n],
      how: ['derived-id', 'certain'],
    });
  });

  it('pairs a transfer from layer 2 by its id and finds who was paid by the bonder', () => {
    const source = leaves('eip155:8453', [
      { transfer: [user, zero, usdc, 100n] },
      {
        emit: [
          onL2,
          abiOf('hop', 'TransferSent'),
          [hash32(5), 1, payee, 100n, hash32(6), 2n, 0, 0, 0],
        ],
      },
    ]);
    const payout = arrives('eip155:1', [
      { transfer: [onL1, payee, usdcThere, 98n] },
      { emit: [onL1, abiOf('hop', 'WithdrawalBonded'), [hash32(5), 100n]] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      got: [`eip155:1:${payee}`, token(usdcThere), 98n],
      how: ['exact-id', 'certain'],
    });
  });
});
