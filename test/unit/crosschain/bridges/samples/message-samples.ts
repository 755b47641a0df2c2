import { concat, toBeHex } from 'ethers';
import { address } from '../../record-builder.ts';
import { abiOf, contractOf } from '../bridge-harness.ts';
import { coder, hash32, padded, payee, relayer, usdc, usdcThere, user, zero } from '../pairing.ts';
import { base, emitted, gave, main, paid, polygon, type Samples, took, usual } from './sample.ts';

const messageV2 = concat([
  ...[toBeHex(1, 4), toBeHex(0, 4), toBeHex(6, 4), hash32(0), padded(relayer), padded(relayer)],
  ...[hash32(0), toBeHex(1000, 4), toBeHex(0, 4)],
  ...[toBeHex(1, 4), padded(usdc), padded(payee), hash32(100), padded(user), hash32(2)],
  ...[hash32(0), hash32(0)],
]);
const packet = concat([
  ...['0x01', toBeHex(1, 8), toBeHex(30101, 4), padded(usdc), toBeHex(30184, 4)],
  ...[padded(usdcThere), hash32(5), padded(payee), toBeHex(100, 8)],
]);
/** The message of a taxi stands behind its kind and its asset. */
const taxi = concat([
  ...['0x01', toBeHex(1, 8), toBeHex(30101, 4)],
  padded(contractOf('layerzero-oft', 'tokenMessaging', 'eip155:1')),
  ...[toBeHex(30184, 4), padded(usdcThere), hash32(5)],
  ...['0x010001', padded(payee), toBeHex(100, 8)],
]);
const passenger = concat(['0x000d', padded(payee), toBeHex(100n, 8), '0x00']);
const stargateMessage = coder.encode(
  ['uint8', 'uint256', 'uint256', 'uint256', 'uint256[2]', 'uint256[6]', 'bytes', 'bytes'],
  [1, 1, 1, 0, [0, 0], [99, 0, 0, 0, 0, 0], payee, '0x'],
);
const stargatePacket = concat([
  ...[toBeHex(9, 8), toBeHex(101, 2), address(21), toBeHex(184, 2), address(22), stargateMessage],
]);
const wormholeBridge = '0x3ee18b2214aff97000d974cf647e7c347e8fa585';
const wormholePayload = concat([
  ...['0x01', hash32(100), padded(usdc), '0x0002', padded(payee), '0x001e', hash32(0)],
]);
const coral = [user, payee, relayer, usdc, usdcThere, 1, 100n, 98n, 0, 1, 8453, hash32(0)];
const ccip15 = [1n, user, payee, 1, 0, false, 1, zero, 0, '0x', [[usdc, 100n]], [], hash32(5)];

export const messageSamples: Samples = {
  cctp: {
    'version 1': {
      ...usual,
      steps: [
        emitted(
          ...(['cctp', 'tokenMessenger', 'DepositForBurn'] as const),
          [55, usdc, 100n, user, padded(payee), 6, padded(relayer), hash32(0)],
          'uint64',
        ),
      ],
    },
    'version 2': {
      ...usual,
      steps: [
        emitted('cctp', 'messageTransmitter', 'MessageSent', [messageV2]),
        emitted(
          ...(['cctp', 'tokenMessenger', 'DepositForBurn'] as const),
          [usdc, 100n, user, padded(payee), 6, padded(relayer), hash32(0), 2n, 1000, '0x'],
          'maxFee',
        ),
      ],
    },
  },
  'layerzero-oft': {
    'Stargate v2 taxi': {
      ...usual,
      steps: [
        took(relayer),
        emitted('layerzero-oft', 'endpoint', 'PacketSent', [taxi, '0x', relayer]),
        {
          emit: [relayer, abiOf('layerzero-oft', 'OFTSent'), [hash32(5), 30184, user, 100n, 99n]],
        },
      ],
    },
    OFT: {
      ...usual,
      steps: [
        { transfer: [user, zero, usdc, 100n] },
        emitted('layerzero-oft', 'endpoint', 'PacketSent', [packet, '0x', relayer]),
        { emit: [usdc, abiOf('layerzero-oft', 'OFTSent'), [hash32(5), 30184, user, 100n, 99n]] },
      ],
    },
    'Stargate v2 bus': {
      ...usual,
      steps: [
        took(relayer),
        emitted('layerzero-oft', 'tokenMessaging', 'BusRode', [30184, 7, 1, passenger]),
        { emit: [usdc, abiOf('layerzero-oft', 'OFTSent'), [hash32(0), 30184, user, 100n, 99n]] },
      ],
    },
  },
  'stargate-v1': {
    swap: {
      ...usual,
      steps: [
        took(contractOf('stargate-v1', 'pool', main)),
        emitted('stargate-v1', 'pool', 'Swap', [184, 1, user, 99n, 0, 0, 1, 0]),
        { emit: [relayer, abiOf('stargate-v1', 'Packet'), [stargatePacket]] },
      ],
    },
  },
  wormhole: {
    'token bridge': {
      ...usual,
      steps: [
        took(wormholeBridge),
        emitted('wormhole', 'core', 'LogMessagePublished', [
          ...[wormholeBridge, 42, 0, wormholePayload, 1],
        ]),
      ],
    },
  },
  axelar: {
    'deposit address': {
      ...usual,
      steps: [
        took(relayer),
        emitted('axelar', 'gateway', 'TokenSent', [user, 'base', payee, 'axlUSDC', 100n]),
      ],
    },
  },
  ccip: {
    'version 1.5': {
      ...usual,
      // A lane has a ramp of its own, and only an operator's list could tell which.
      other: 'none',
      to: payee,
      steps: [{ emit: [relayer, abiOf('ccip', 'CCIPSendRequested'), [ccip15]] }],
    },
  },
  hyperlane: {
    'warp route': {
      ...usual,
      steps: [
        took(address(40)),
        emitted('hyperlane', 'mailbox', 'DispatchId', [hash32(5)]),
        {
          emit: [
            address(40),
            abiOf('hyperlane', 'SentTransferRemote'),
            [8453, padded(payee), 100n],
          ],
        },
      ],
    },
  },
  multichain: {
    router: {
      ...polygon,
      steps: [
        took(address(50)),
        emitted('multichain', 'router', 'LogAnySwapOut', [
          ...[address(50), user, payee, 100n, 1, 137],
        ]),
      ],
    },
  },
  poly: {
    lock: {
      ...polygon,
      steps: [
        took(contractOf('poly', 'lockProxy', main)),
        {
          emit: [
            relayer,
            abiOf('poly', 'CrossChainEvent'),
            [user, hash32(5), usdc, 17, usdc, '0x'],
          ],
        },
        emitted('poly', 'lockProxy', 'LockEvent', [usdc, user, 17, usdcThere, payee, 100n]),
      ],
    },
  },
  squid: {
    Coral: { ...usual, steps: [emitted('squid', 'coral', 'OrderCreated', [hash32(5), coral])] },
  },
  'mayan-swift': {
    fulfilment: {
      ...paid,
      role: 'destination',
      chain: base,
      // The key is all that is on chain.
      other: 'none',
      steps: [gave(), emitted('mayan-swift', 'swift', 'OrderFulfilled', [hash32(5), 1, 99n])],
    },
  },
  lifi: {
    diamond: {
      ...usual,
      steps: [
        emitted('lifi', 'diamond', 'LiFiTransferStarted', [
          [hash32(7), 'across', 'app', zero, usdc, payee, 100n, 8453, false, false],
        ]),
      ],
    },
  },
  socket: {
    gateway: {
      ...usual,
      steps: [
        emitted('socket', 'gateway', 'SocketBridge', [
          ...[100n, usdc, 8453, hash32(1), user, payee, hash32(0)],
        ]),
      ],
    },
  },
};
