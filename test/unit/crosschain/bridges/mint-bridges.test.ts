import { solidityPackedKeccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import { account, token } from '../record-builder.ts';
import { abiOf, contractOf, read } from './bridge-harness.ts';
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

describe('Symbiosis', () => {
  it('derives the id of the other side from contract, reverter and chain there', () => {
    const portal = contractOf('symbiosis', 'portal', 'eip155:1');
    const synthesis = contractOf('symbiosis', 'synthesis', 'eip155:56');
    const external = solidityPackedKeccak256(
      ['bytes32', 'address', 'address', 'uint256'],
      [hash32(5), synthesis, user, 56],
    );
    const source = leaves('eip155:1', [
      {
        emit: [
          portal,
          abiOf('symbiosis', 'SynthesizeRequest'),
          [hash32(5), user, 56, user, payee, 100n, usdc],
        ],
      },
    ]);
    const payout = arrives('eip155:56', [
      { transfer: [zero, payee, usdcThere, 99n] },
      {
        emit: [
          synthesis,
          abiOf('symbiosis', 'SynthesizeCompleted'),
          [external, payee, hash32(0), 99n, 1n, usdc],
        ],
      },
    ]);
    expect(pair(source, payout)).toMatchObject({
      to: account(payee, 'eip155:56'),
      got: [account(payee, 'eip155:56'), token(usdcThere, 'eip155:56'), 99n],
      how: ['derived-id', 'certain'],
    });
  });
});

describe('Symbiosis with a call behind it', () => {
  it('pays whom the call paid, where the event names the portal itself', () => {
    const portal = contractOf('symbiosis', 'portal', 'eip155:1');
    const [legs] = [
      read(
        arrives('eip155:1', [
          { transfer: [portal, payee, usdc, 99n] },
          {
            emit: [
              portal,
              abiOf('symbiosis', 'BurnCompleted'),
              [hash32(6), hash32(0), portal, 99n, 1n, usdc],
            ],
          },
        ]),
      ).legs,
    ];
    expect(legs).toMatchObject([
      { recipient: { account: account(payee, 'eip155:1') }, asset: token(usdc), amountBase: 99n },
    ]);
  });
});

describe('Allbridge', () => {
  it('pairs Core transfers by their message, with the tokens of both pools', () => {
    const message = `0x0109${'ab'.repeat(30)}`;
    const pool = contractOf('allbridge-core', 'pool', 'eip155:1');
    const there = contractOf('allbridge-core', 'pool', 'eip155:8453');
    const source = leaves('eip155:1', [
      { transfer: [user, pool, usdc, 100n] },
      { emit: [pool, abiOf('allbridge-core', 'SwappedToVUsd'), [user, usdc, 100n, 90n, 1n]] },
      { emit: [relayer, abiOf('allbridge-core', 'MessageSent'), [message]] },
      {
        emit: [
          relayer,
          abiOf('allbridge-core', 'TokensSent'),
          [90n, padded(payee), 9, padded(usdcThere), 1, 1],
        ],
      },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [there, payee, usdcThere, 98n] },
      {
        emit: [there, abiOf('allbridge-core', 'SwappedFromVUsd'), [payee, usdcThere, 90n, 98n, 1n]],
      },
      {
        emit: [
          relayer,
          abiOf('allbridge-core', 'TokensReceived'),
          [90n, padded(payee), 1, 1, message],
        ],
      },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 98n],
      how: ['exact-id', 'certain'],
    });
  });

  it('pairs Classic transfers by source chain and lock', () => {
    const bridge = contractOf('allbridge-classic', 'bridge', 'eip155:1');
    const letters = (text: string) => `0x${Buffer.from(text.padEnd(4, '\0')).toString('hex')}`;
    const source = leaves('eip155:1', [
      { transfer: [user, bridge, usdc, 100n] },
      {
        emit: [
          bridge,
          abiOf('allbridge-classic', 'Sent'),
          [letters('ETH'), padded(usdc), user, padded(payee), 100n, 77n, letters('POL')],
        ],
      },
    ]);
    const there = contractOf('allbridge-classic', 'bridge', 'eip155:137');
    const payout = arrives('eip155:137', [
      { transfer: [there, payee, usdcThere, 100n] },
      {
        emit: [
          there,
          abiOf('allbridge-classic', 'Received'),
          [payee, usdcThere, 100n, 77n, letters('ETH')],
        ],
      },
    ]);
    expect(pair(source, payout)).toMatchObject({
      to: account(payee, 'eip155:137'),
      got: [account(payee, 'eip155:137'), token(usdcThere, 'eip155:137'), 100n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Connext', () => {
  it('pairs by transfer id', () => {
    const terms = [
      6648936,
      1886350457,
      1,
      payee,
      user,
      false,
      '0x',
      0,
      user,
      100n,
      100n,
      1,
      hash32(1),
    ];
    const diamond = contractOf('connext', 'diamond', 'eip155:1');
    const there = contractOf('connext', 'diamond', 'eip155:137');
    const source = leaves('eip155:1', [
      {
        emit: [
          diamond,
          abiOf('connext', 'XCalled'),
          [hash32(5), 1, hash32(6), terms, usdc, 100n, usdc, '0x'],
        ],
      },
    ]);
    const payout = arrives('eip155:137', [
      { transfer: [there, payee, usdcThere, 99n] },
      {
        emit: [
          there,
          abiOf('connext', 'Executed'),
          [hash32(5), payee, usdcThere, [terms, [], [], relayer, '0x'], usdcThere, 99n, relayer],
        ],
      },
    ]);
    expect(pair(source, payout)).toMatchObject({
      to: account(payee, 'eip155:137'),
      got: [account(payee, 'eip155:137'), token(usdcThere, 'eip155:137'), 99n],
      how: ['exact-id', 'certain'],
    });
  });
});
