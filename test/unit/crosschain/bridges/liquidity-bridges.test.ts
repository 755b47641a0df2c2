import { id as hashOfText } from 'ethers';
import { describe, expect, it } from 'vitest';
import { account, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg } from './bridge-harness.ts';
import {
  arrives,
  baseUsdc,
  coder,
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

describe('Celer', () => {
  it('pairs a pool transfer by its id', () => {
    const pool = contractOf('celer', 'pool', 'eip155:1');
    const poolThere = contractOf('celer', 'pool', 'eip155:8453');
    const source = leaves('eip155:1', [
      { transfer: [user, pool, usdc, 100n] },
      { emit: [pool, abiOf('celer', 'Send'), [hash32(5), user, payee, usdc, 100n, 8453, 1, 5000]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [poolThere, payee, usdcThere, 99n] },
      {
        emit: [
          poolThere,
          abiOf('celer', 'Relay'),
          [hash32(6), user, payee, usdcThere, 99n, 1, hash32(5)],
        ],
      },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 99n],
      how: ['exact-id', 'certain'],
    });
  });

  it('pairs a pegged token by the id that the mint refers to', () => {
    const vault = contractOf('celer', 'originalTokenVault', 'eip155:1');
    const source = leaves('eip155:1', [
      {
        emit: [
          vault,
          abiOf('celer', 'Deposited', 'uint64 nonce'),
          [hash32(5), user, usdc, 100n, 250, payee, 1],
        ],
      },
    ]);
    const bridge = contractOf('celer', 'peggedTokenBridge', 'eip155:250');
    const payout = arrives('eip155:250', [
      { transfer: [zero, payee, usdcThere, 100n] },
      {
        emit: [
          bridge,
          abiOf('celer', 'Mint'),
          [hash32(7), usdcThere, payee, 100n, 1, hash32(5), user],
        ],
      },
    ]);
    expect(pair(source, payout).got).toEqual([
      account(payee, 'eip155:250'),
      token(usdcThere, 'eip155:250'),
      100n,
    ]);
  });
});

describe('Synapse', () => {
  it('derives kappa from the text of the source hash', () => {
    const bridge = contractOf('synapse', 'bridge', 'eip155:1');
    const there = contractOf('synapse', 'bridge', 'eip155:8453');
    const source = leaves('eip155:1', [
      { emit: [bridge, abiOf('synapse', 'TokenDeposit'), [payee, 8453, usdc, 100n]] },
    ]);
    const kappa = hashOfText(hash32(1));
    const payout = arrives('eip155:8453', [
      { transfer: [zero, payee, usdcThere, 98n] },
      { emit: [there, abiOf('synapse', 'TokenMint'), [payee, usdcThere, 100n, 2n, kappa]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 98n],
      how: ['derived-id', 'certain'],
    });
  });

  it('pairs a request for quote by its id and reads the receiver from the request', () => {
    const request = coder.encode(
      [
        'tuple(uint32,uint32,address,address,address,address,uint256,uint256,uint256,bool,uint256,uint256)',
      ],
      [[1, 8453, user, payee, usdc, usdcThere, 100n, 99n, 0, false, 1, 1]],
    );
    const bridge = contractOf('synapse', 'fastBridge', 'eip155:1');
    const there = contractOf('synapse', 'fastBridge', 'eip155:8453');
    const source = leaves('eip155:1', [
      {
        emit: [
          bridge,
          abiOf('synapse', 'BridgeRequested'),
          [hash32(5), user, request, 8453, usdc, usdcThere, 100n, 99n, false],
        ],
      },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [relayer, payee, usdcThere, 99n] },
      {
        emit: [
          there,
          abiOf('synapse', 'BridgeRelayed'),
          [hash32(5), relayer, payee, 1, usdc, usdcThere, 100n, 99n, 0],
        ],
      },
    ]);
    expect(pair(source, payout).how).toEqual(['exact-id', 'certain']);
    expect(pair(source, payout).to).toBe(onBase);
  });
});

describe('deBridge', () => {
  const order = [
    1,
    user,
    1,
    usdc,
    100n,
    8453,
    usdcThere,
    97n,
    payee,
    user,
    payee,
    '0x',
    '0x',
    '0x',
  ];
  const created: Step = {
    emit: [
      contractOf('debridge', 'source', 'eip155:1'),
      abiOf('debridge', 'CreatedOrder'),
      [order, hash32(5), '0x', 0, 0, 0, '0x'],
    ],
  };

  it('pairs an order with its fulfilment', () => {
    const there = contractOf('debridge', 'destination', 'eip155:8453');
    const payout = arrives('eip155:8453', [
      { transfer: [relayer, payee, usdcThere, 97n] },
      { emit: [there, abiOf('debridge', 'FulfilledOrder'), [order, hash32(5), relayer, relayer]] },
    ]);
    expect(pair(leaves('eip155:1', [created]), payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 97n],
      how: ['exact-id', 'certain'],
    });
  });

  it('pairs an order with the refund of its cancellation', () => {
    const cancel = arrives('eip155:1', [
      {
        emit: [
          contractOf('debridge', 'source', 'eip155:1'),
          abiOf('debridge', 'ClaimedOrderCancel'),
          [hash32(5), user, 100n, usdc],
        ],
      },
    ]);
    const [match] = matched(leaves('eip155:1', [created]), cancel);
    expect(match?.destinations).toEqual([]);
    expect(match?.refunds).toMatchObject([
      { leg: { role: 'refund', amountBase: 100n }, method: 'exact-id' },
    ]);
    expect(match?.pending).toBeUndefined();
  });

  it('declares a Solana receiver before anything arrives', () => {
    const solana = [...order];
    solana[5] = 7565164;
    solana[6] = hash32(9);
    solana[8] = '0xc6fa7af3bedbad3a3d65f36aabc97431b1bbe4c2d2f6e0e47ca60203452f5d61';
    const leg = onlyLeg(
      leaves('eip155:1', [
        {
          emit: [
            contractOf('debridge', 'source', 'eip155:1'),
            abiOf('debridge', 'CreatedOrder'),
            [solana, hash32(5), '0x', 0, 0, 0, '0x'],
          ],
        },
      ]),
    );
    expect(leg.recipient).toMatchObject({
      account:
        'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
      family: 'solana',
    });
  });
});
