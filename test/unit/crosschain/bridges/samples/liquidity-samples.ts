import { address } from '../../record-builder.ts';
import { abiOf, contractOf } from '../bridge-harness.ts';
import { coder, hash32, padded, payee, relayer, usdc, usdcThere, user, zero } from '../pairing.ts';
import {
  at,
  base,
  emitted,
  erc20,
  gave,
  main,
  paid,
  polygon,
  type Samples,
  took,
  usual,
} from './sample.ts';

const acrossNow = [padded(usdc), padded(usdcThere), 100n, 99n, 8453, 7, 1, 2, 0];
const rfq = coder.encode(
  [
    'tuple(uint32,uint32,address,address,address,address,uint256,uint256,uint256,bool,uint256,uint256)',
  ],
  [[1, 8453, user, payee, usdc, usdcThere, 100n, 99n, 0, false, 1, 1]],
);
const order = [1, user, 1, usdc, 100n, 8453, usdcThere, 99n, payee, user, payee, '0x', '0x', '0x'];
const connext = [
  6648936,
  1650553709,
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
const packed = (1n << 248n) | (99n << 208n) | (0x2105n << 32n) | (0x3cn << 8n);
const letters = (text: string) => `0x${Buffer.from(text.padEnd(4, '\0')).toString('hex')}`;

export const liquiditySamples: Samples = {
  across: {
    'version 2': {
      ...usual,
      steps: [
        emitted(
          ...(['across', 'spokePool', 'FundsDeposited'] as const),
          [100n, 1, 8453, 0, 7, 1, usdc, payee, user, '0x'],
          'int64',
        ),
      ],
    },
    'version 3 of 2024': {
      ...usual,
      steps: [
        emitted('across', 'spokePool', 'V3FundsDeposited', [
          ...[usdc, usdcThere, 100n, 99n, 8453, 7, 1, 2, 0, user, payee, zero, '0x'],
        ]),
      ],
    },
    'version 3 now': {
      ...usual,
      steps: [
        emitted(
          ...(['across', 'spokePool', 'FundsDeposited'] as const),
          [...acrossNow, padded(user), padded(payee), padded(zero), '0x'],
          'bytes32 inputToken',
        ),
      ],
    },
  },
  celer: {
    pool: {
      ...usual,
      steps: [emitted('celer', 'pool', 'Send', [hash32(5), user, payee, usdc, 100n, 8453, 1, 1])],
    },
  },
  synapse: {
    bridge: {
      ...usual,
      steps: [emitted('synapse', 'bridge', 'TokenDeposit', [payee, 8453, usdc, 100n])],
    },
    RFQ: {
      ...usual,
      steps: [
        emitted('synapse', 'fastBridge', 'BridgeRequested', [
          ...[hash32(5), user, rfq, 8453, usdc, usdcThere, 100n, 99n, false],
        ]),
      ],
    },
  },
  hop: {
    'from layer 1': {
      ...usual,
      steps: [
        took(contractOf('hop', 'bridge', main)),
        emitted('hop', 'bridge', 'TransferSentToL2', [8453, payee, 100n, 95n, 9, relayer, 1n]),
      ],
    },
    'from layer 2': {
      ...usual,
      chain: base,
      other: main,
      to: at(main),
      asset: erc20(usdc, base),
      steps: [
        { transfer: [user, zero, usdc, 100n] },
        {
          emit: [
            contractOf('hop', 'bridge', base),
            abiOf('hop', 'TransferSent'),
            [hash32(5), 1, payee, 100n, hash32(6), 2n, 0, 0, 0],
          ],
        },
      ],
    },
  },
  debridge: {
    DLN: {
      ...usual,
      steps: [
        emitted('debridge', 'source', 'CreatedOrder', [order, hash32(5), '0x', 0, 0, 0, '0x']),
      ],
    },
    'DLN, before its metadata': {
      ...usual,
      steps: [
        emitted(
          ...(['debridge', 'source', 'CreatedOrder'] as const),
          [order, hash32(5), '0x', 0, 0, 0],
          'uint32 referralCode)',
        ),
      ],
    },
    'DLN, paid': {
      ...paid,
      role: 'destination',
      chain: base,
      steps: [
        { transfer: [relayer, payee, usdcThere, 99n] },
        emitted('debridge', 'destination', 'FulfilledOrder', [order, hash32(5), relayer, relayer]),
      ],
    },
    'DLN, paid, the amount said': {
      ...paid,
      role: 'destination',
      chain: base,
      amount: 97n,
      steps: [
        { transfer: [relayer, payee, usdcThere, 97n] },
        emitted(
          ...(['debridge', 'destination', 'FulfilledOrder'] as const),
          [order, hash32(5), 97n, relayer, relayer],
          'actualFulfillAmount',
        ),
      ],
    },
  },
  symbiosis: {
    synthesis: {
      ...usual,
      other: 'eip155:56',
      to: at('eip155:56'),
      steps: [
        emitted('symbiosis', 'portal', 'SynthesizeRequest', [
          ...[hash32(5), user, 56, user, payee, 100n, usdc],
        ]),
      ],
    },
  },
  'allbridge-core': {
    core: {
      ...usual,
      steps: [
        took(contractOf('allbridge-core', 'pool', main)),
        emitted('allbridge-core', 'pool', 'SwappedToVUsd', [user, usdc, 100n, 90n, 1n]),
        {
          emit: [
            relayer,
            abiOf('allbridge-core', 'TokensSent'),
            [90n, padded(payee), 9, padded(usdcThere), 1, 1],
          ],
        },
      ],
    },
  },
  'allbridge-classic': {
    classic: {
      ...polygon,
      steps: [
        took(contractOf('allbridge-classic', 'bridge', main)),
        emitted('allbridge-classic', 'bridge', 'Sent', [
          ...[letters('ETH'), padded(usdc), user, padded(payee), 100n, 77n, letters('POL')],
        ]),
      ],
    },
  },
  connext: {
    xcall: {
      ...usual,
      steps: [
        emitted('connext', 'diamond', 'XCalled', [
          ...[hash32(5), 1, hash32(6), connext, usdc, 100n, usdc, '0x'],
        ]),
      ],
    },
  },
  meson: {
    release: {
      ...paid,
      role: 'destination',
      chain: base,
      steps: [gave(), { emit: [address(33), abiOf('meson', 'SwapReleased'), [packed]] }],
    },
  },
  relay: {
    depository: {
      ...usual,
      chain: base,
      // The order behind the id is Relay's own: the event tells neither chain nor receiver.
      other: 'none',
      to: 'none',
      asset: erc20(usdc, base),
      steps: [
        {
          emit: [
            contractOf('relay', 'depository', base),
            abiOf('relay', 'RelayErc20Deposit'),
            [user, usdc, 100n, hash32(5)],
          ],
        },
      ],
    },
  },
};
