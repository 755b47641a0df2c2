import { describe, expect, it } from 'vitest';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg } from './bridge-harness.ts';
import {
  arrives,
  baseUsdc,
  earlier,
  hash32,
  later,
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

describe('Meson', () => {
  it('reads chains and amount from the packed swap', () => {
    const encoded = (1n << 248n) | (100n << 208n) | (0x2105n << 32n) | (0x3cn << 8n);
    const source = leaves('eip155:1', [
      { transfer: [user, relayer, usdc, 100n] },
      { emit: [relayer, abiOf('meson', 'SwapExecuted'), [encoded]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [address(33), payee, usdcThere, 99n] },
      { emit: [address(33), abiOf('meson', 'SwapReleased'), [encoded]] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 99n],
      how: ['exact-id', 'high'],
    });
    expect(onlyLeg(source).counterpart).toBe('eip155:8453');
  });

  it('takes what its initiator gave when a provider posted it for him, and not what that one takes', () => {
    const encoded = (1n << 248n) | (100n << 208n) | (0x2105n << 32n) | (0x3cn << 8n);
    const fine = 100n * 10n ** 12n;
    const posted = leaves('eip155:1', [
      { transfer: [payee, relayer, usdc, fine] },
      { emit: [relayer, abiOf('meson', 'SwapPosted'), [encoded]] },
    ]);
    const executed = leaves(
      'eip155:1',
      [
        { transfer: [relayer, address(34), usdc, fine] },
        { emit: [relayer, abiOf('meson', 'SwapExecuted'), [encoded]] },
      ],
      hash32(9),
    );
    const payout = arrives('eip155:8453', [
      { transfer: [address(33), payee, usdcThere, 99n] },
      { emit: [address(33), abiOf('meson', 'SwapReleased'), [encoded]] },
    ]);
    expect(pair(posted, executed, payout)).toMatchObject({
      given: [token(usdc), fine],
      got: [onBase, baseUsdc, 99n],
    });
    expect(onlyLeg(posted).sender?.account).toBe(account(payee));
  });
});

describe('Relay', () => {
  it('pairs a payment to the solver with the payout that repeats its request id', () => {
    const solver = contractOf('relay', 'solver', 'eip155:1');
    const request = 'ab'.repeat(32);
    const source = {
      ...buildRecord({
        tx: hash32(1),
        time: earlier,
        from: user,
        to: usdc,
        steps: [{ transfer: [user, solver, usdc, 100n] }],
      }),
      input: `0xa9059cbb${padded(solver).slice(2)}${hash32(100).slice(2)}${request}`,
    };
    const payout = {
      ...buildRecord({
        chain: 'eip155:8453',
        tx: hash32(2),
        time: later,
        from: solver,
        to: payee,
        steps: [{ transfer: [solver, payee, 'native', 99n] }],
      }),
      input: `0x${request}`,
    };
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [onBase, 'eip155:8453/slip44:60', 99n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Multichain', () => {
  it('pairs by the hash of the source transaction', () => {
    const router = contractOf('multichain', 'router', 'eip155:1');
    const there = contractOf('multichain', 'router', 'eip155:137');
    const anyToken = address(50);
    const source = leaves('eip155:1', [
      { transfer: [user, anyToken, usdc, 100n] },
      {
        emit: [router, abiOf('multichain', 'LogAnySwapOut'), [anyToken, user, payee, 100n, 1, 137]],
      },
    ]);
    const payout = arrives('eip155:137', [
      { transfer: [anyToken, payee, usdcThere, 99n] },
      {
        emit: [
          there,
          abiOf('multichain', 'LogAnySwapIn'),
          [hash32(1), anyToken, payee, 99n, 1, 137],
        ],
      },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [account(payee, 'eip155:137'), token(usdcThere, 'eip155:137'), 99n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Poly Network', () => {
  it('pairs by the number of the transfer on its source chain', () => {
    const lock = contractOf('poly', 'lockProxy', 'eip155:1');
    const there = contractOf('poly', 'lockProxy', 'eip155:137');
    const source = leaves('eip155:1', [
      { transfer: [user, lock, usdc, 100n] },
      {
        emit: [relayer, abiOf('poly', 'CrossChainEvent'), [user, hash32(5), lock, 17, there, '0x']],
      },
      { emit: [lock, abiOf('poly', 'LockEvent'), [usdc, user, 17, usdcThere, payee, 100n]] },
    ]);
    const payout = arrives('eip155:137', [
      { transfer: [there, payee, usdcThere, 100n] },
      { emit: [there, abiOf('poly', 'UnlockEvent'), [usdcThere, payee, 100n]] },
      {
        emit: [
          relayer,
          abiOf('poly', 'VerifyHeaderAndExecuteTxEvent'),
          [2, there, hash32(6), hash32(5)],
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

describe('Avalanche', () => {
  const warden = contractOf('avalanche-bridge', 'warden', 'eip155:1');

  it('pairs a deposit to the wardens with the mint that names its hash', () => {
    const source = leaves('eip155:1', [{ transfer: [user, warden, usdc, 100n] }]);
    const payout = arrives('eip155:43114', [
      { transfer: [zero, user, usdcThere, 97n] },
      {
        emit: [
          usdcThere,
          abiOf('avalanche-bridge', 'Mint', 'bytes32 originTxId)'),
          [user, 97n, relayer, 3n, hash32(1)],
        ],
      },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [account(user, 'eip155:43114'), token(usdcThere, 'eip155:43114'), 97n],
      how: ['exact-id', 'high'],
    });
  });

  it('pairs the way back by address, amount and time only', () => {
    const source = leaves('eip155:43114', [
      { emit: [usdcThere, abiOf('avalanche-bridge', 'Unwrap'), [100n, 0]] },
    ]);
    const payout = arrives('eip155:1', [{ transfer: [warden, user, usdc, 100n] }]);
    expect(pair(source, payout)).toMatchObject({
      to: account(user),
      got: [account(user), token(usdc), 100n],
      how: ['structured', 'medium'],
    });
  });
});

describe('Chainflip', () => {
  it('declares the receiver and takes a payout of a vault only as structured', () => {
    const vault = contractOf('chainflip', 'vault', 'eip155:42161');
    const source = leaves('eip155:42161', [
      {
        emit: [
          vault,
          abiOf('chainflip', 'SwapToken'),
          [
            3,
            `0x${Buffer.from('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4').toString('hex')}`,
            5,
            usdc,
            100n,
            user,
            '0x',
          ],
        ],
      },
    ]);
    expect(onlyLeg(source)).toMatchObject({
      counterpart: 'bip122:000000000019d6689c085ae165831e93',
      recipient: { family: 'bitcoin', raw: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
      asset: token(usdc, 'eip155:42161'),
      amountBase: 100n,
      ids: [],
    });
  });
});

describe('aggregators', () => {
  const bridgeData = [hash32(7), 'across', 'app', zero, usdc, payee, 100n, 8453, false, false];
  const lifi: Step = {
    emit: [
      contractOf('lifi', 'diamond', 'eip155:1'),
      abiOf('lifi', 'LiFiTransferStarted'),
      [bridgeData],
    ],
  };
  const socket: Step = {
    emit: [
      contractOf('socket', 'gateway', 'eip155:1'),
      abiOf('socket', 'SocketBridge'),
      [100n, usdc, 8453, hash32(1), user, payee, hash32(0)],
    ],
  };

  it('yield to the bridge beneath in the same transaction', () => {
    const pool = contractOf('celer', 'pool', 'eip155:1');
    const send: Step = {
      emit: [pool, abiOf('celer', 'Send'), [hash32(5), user, payee, usdc, 100n, 8453, 1, 5000]],
    };
    expect(onlyLeg(leaves('eip155:1', [send, lifi])).protocol).toBe('celer');
    expect(onlyLeg(leaves('eip155:1', [send, socket])).protocol).toBe('celer');
  });

  it('declare chain and receiver where no bridge beneath was read', () => {
    for (const step of [lifi, socket]) {
      expect(onlyLeg(leaves('eip155:1', [step]))).toMatchObject({
        counterpart: 'eip155:8453',
        recipient: { account: onBase },
        asset: token(usdc),
        amountBase: 100n,
      });
    }
  });

  it('pair a Squid Coral order with its filling', () => {
    const order = [user, payee, relayer, usdc, usdcThere, 1, 100n, 98n, 0, 1, 8453, hash32(0)];
    const coral = contractOf('squid', 'coral', 'eip155:1');
    const there = contractOf('squid', 'coral', 'eip155:8453');
    const source = leaves('eip155:1', [
      { emit: [coral, abiOf('squid', 'OrderCreated'), [hash32(5), order]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [relayer, payee, usdcThere, 98n] },
      { emit: [there, abiOf('squid', 'OrderFilled'), [hash32(5), order]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 98n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Mayan Swift', () => {
  it('pairs an order with its fulfilment by the key, and with its refund', () => {
    const swift = contractOf('mayan-swift', 'swift', 'eip155:1');
    const source = leaves('eip155:1', [
      { transfer: [user, swift, usdc, 100n] },
      { emit: [swift, abiOf('mayan-swift', 'OrderCreated'), [hash32(5)]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [address(33), payee, usdcThere, 99n] },
      { emit: [swift, abiOf('mayan-swift', 'OrderFulfilled'), [hash32(5), 1, 99n]] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 99n],
      how: ['exact-id', 'certain'],
    });
    const refund = arrives('eip155:1', [
      { transfer: [swift, user, usdc, 100n] },
      { emit: [swift, abiOf('mayan-swift', 'OrderRefunded'), [hash32(5), 100n]] },
    ]);
    expect(matched(source, refund)[0]).toMatchObject({
      destinations: [],
      refunds: [{ leg: { amountBase: 100n } }],
    });
  });
});
