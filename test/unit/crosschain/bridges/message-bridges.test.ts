import { concat, keccak256, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { account, address, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg, read } from './bridge-harness.ts';
import {
  arrives,
  baseUsdc,
  coder,
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

describe('Wormhole', () => {
  it('pairs by emitter and sequence and pays what reached the receiver', () => {
    const core = contractOf('wormhole', 'core', 'eip155:1');
    const bridge = '0x3ee18b2214aff97000d974cf647e7c347e8fa585';
    const payload = concat([
      '0x01',
      hash32(100),
      padded(usdc),
      '0x0002',
      padded(payee),
      '0x001e',
      hash32(0),
    ]);
    const source = leaves('eip155:1', [
      { transfer: [user, bridge, usdc, 100n] },
      { emit: [core, abiOf('wormhole', 'LogMessagePublished'), [bridge, 42, 0, payload, 1]] },
    ]);
    const payout = arrives('eip155:8453', [
      {
        emit: [
          '0x8d2de8d2f73f1f4cab472ac9a881c9b123c79627',
          abiOf('wormhole', 'TransferRedeemed'),
          [2, padded(bridge), 42],
        ],
      },
      { transfer: [zero, payee, usdcThere, 100n] },
    ]);
    const result = pair(source, payout);
    expect(result).toMatchObject({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
    });
    expect(result.how[0]).toBe('exact-id');
  });

  it('pays to a token account on Solana, whose owner its message does not name', () => {
    const core = contractOf('wormhole', 'core', 'eip155:1');
    const key = `0x${'3b'.repeat(32)}`;
    const payload = concat(['0x01', hash32(100), padded(usdc), '0x0002', key, '0x0001', hash32(0)]);
    const bridge = '0x3ee18b2214aff97000d974cf647e7c347e8fa585';
    const { legs } = read(
      leaves('eip155:1', [
        { transfer: [user, bridge, usdc, 100n] },
        { emit: [core, abiOf('wormhole', 'LogMessagePublished'), [bridge, 42, 0, payload, 1]] },
      ]),
    );
    expect(legs[0]?.recipient).toMatchObject({ family: 'solana', tokenAccount: true });
  });
});

describe('Wormhole tokens from elsewhere', () => {
  it('are burnt as they come in, and are what was given all the same', () => {
    const bridge = '0x3ee18b2214aff97000d974cf647e7c347e8fa585';
    const core = contractOf('wormhole', 'core', 'eip155:1');
    const payload = concat([
      ...['0x01', hash32(100), padded(usdcThere), '0x001e', padded(payee), '0x001e', hash32(0)],
    ]);
    const source = leaves('eip155:1', [
      { transfer: [user, bridge, usdc, 100n] },
      { transfer: [bridge, zero, usdc, 100n] },
      { emit: [core, abiOf('wormhole', 'LogMessagePublished'), [bridge, 42, 0, payload, 1]] },
    ]);
    expect(read(source).legs).toMatchObject([
      { role: 'source', asset: token(usdc), amountBase: 100n, recipient: { account: onBase } },
    ]);
  });
});

describe('LayerZero v2', () => {
  const endpoint = contractOf('layerzero-oft', 'endpoint', 'eip155:1');
  const endpointThere = contractOf('layerzero-oft', 'endpoint', 'eip155:8453');
  const guid = hash32(5);
  const packet = (to: string) =>
    concat([
      '0x01',
      toBeHex(1, 8),
      toBeHex(30101, 4),
      padded(usdc),
      toBeHex(30184, 4),
      padded(usdcThere),
      guid,
      padded(to),
      toBeHex(100, 8),
    ]);
  const received = (to: string, amount: bigint, ofGuid = guid): Step[] => [
    { transfer: [zero, to, usdcThere, amount] },
    {
      emit: [
        endpointThere,
        abiOf('layerzero-oft', 'PacketDelivered'),
        [[30101, padded(usdc), 1], usdcThere],
      ],
    },
    { emit: [usdcThere, abiOf('layerzero-oft', 'OFTReceived'), [ofGuid, 30101, to, amount]] },
  ];

  it('pairs a transfer of its own by the guid', () => {
    const source = leaves('eip155:1', [
      { transfer: [user, zero, usdc, 100n] },
      { emit: [endpoint, abiOf('layerzero-oft', 'PacketSent'), [packet(payee), '0x', relayer]] },
      { emit: [usdc, abiOf('layerzero-oft', 'OFTSent'), [guid, 30184, user, 100n, 99n]] },
    ]);
    expect(pair(source, arrives('eip155:8453', received(payee, 99n)))).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 99n],
      how: ['exact-id', 'certain'],
    });
  });

  it('ties the passengers of a bus to its guid and tells them apart', () => {
    const messaging = contractOf('layerzero-oft', 'tokenMessaging', 'eip155:1');
    const ride = (tx: number, ticket: number, to: string, amount: bigint) => {
      const passenger = concat(['0x000d', padded(to), toBeHex(amount, 8), '0x00']);
      return leaves(
        'eip155:1',
        [
          { transfer: [user, usdc, usdc, amount] },
          { emit: [messaging, abiOf('layerzero-oft', 'BusRode'), [30184, ticket, 1, passenger]] },
          {
            emit: [
              usdc,
              abiOf('layerzero-oft', 'OFTSent'),
              [hash32(0), 30184, user, amount, amount],
            ],
          },
        ],
        hash32(tx),
      );
    };
    const drive = leaves(
      'eip155:1',
      [{ emit: [messaging, abiOf('layerzero-oft', 'BusDriven'), [30184, 7, 2, guid]] }],
      hash32(30),
    );
    const other = address(9);
    const payouts = arrives('eip155:8453', [...received(other, 60n), ...received(payee, 40n)]);
    const matches = matched(ride(20, 7, payee, 40n), ride(21, 8, other, 60n), drive, payouts);
    expect(
      matches.map((match) =>
        match.destinations.map(({ leg, method }) => [
          leg.recipient?.account,
          leg.amountBase,
          method,
        ]),
      ),
    ).toEqual([
      [[onBase, 40n, 'derived-id']],
      [[account(other, 'eip155:8453'), 60n, 'derived-id']],
    ]);
  });
});

describe('Stargate v1', () => {
  it('pairs by the lane and nonce of the packet', () => {
    const pool = contractOf('stargate-v1', 'pool', 'eip155:1');
    const there = contractOf('stargate-v1', 'pool', 'eip155:10');
    const [ua, uaThere] = [address(21), address(22)];
    const message = coder.encode(
      ['uint8', 'uint256', 'uint256', 'uint256', 'uint256[2]', 'uint256[6]', 'bytes', 'bytes'],
      [1, 1, 1, 0, [0, 0], [99, 0, 0, 0, 0, 0], payee, '0x'],
    );
    const packet = concat([toBeHex(9, 8), toBeHex(101, 2), ua, toBeHex(111, 2), uaThere, message]);
    const source = leaves('eip155:1', [
      { transfer: [user, pool, usdc, 100n] },
      { emit: [pool, abiOf('stargate-v1', 'Swap'), [111, 1, user, 99n, 0, 0, 1, 0]] },
      { emit: [relayer, abiOf('stargate-v1', 'Packet'), [packet]] },
    ]);
    const payout = arrives('eip155:10', [
      { emit: [relayer, abiOf('stargate-v1', 'PacketReceived'), [101, ua, uaThere, 9, hash32(1)]] },
      { transfer: [there, payee, usdcThere, 98n] },
      { emit: [there, abiOf('stargate-v1', 'SwapRemote'), [payee, 98n, 1n, 0]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: account(payee, 'eip155:10'),
      given: [token(usdc), 100n],
      got: [account(payee, 'eip155:10'), token(usdcThere, 'eip155:10'), 98n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Axelar', () => {
  it('reaches the paying transaction over the approval of the command', () => {
    const gateway = contractOf('axelar', 'gateway', 'eip155:1');
    const there = contractOf('axelar', 'gateway', 'eip155:8453');
    const payload = '0x1234';
    const call = abiOf('axelar', 'ContractCallWithToken');
    const source = leaves('eip155:1', [
      { transfer: [user, relayer, usdc, 100n] },
      {
        emit: [gateway, call, [user, 'base', payee, keccak256(payload), payload, 'axlUSDC', 100n]],
      },
    ]);
    const approval = arrives(
      'eip155:8453',
      [
        {
          emit: [
            there,
            abiOf('axelar', 'ContractCallApprovedWithMint'),
            [
              hash32(8),
              'Ethereum',
              user,
              relayer,
              keccak256(payload),
              'axlUSDC',
              100n,
              hash32(1),
              2,
            ],
          ],
        },
      ],
      hash32(3),
    );
    const execution = arrives('eip155:8453', [
      { emit: [there, abiOf('axelar', 'Executed'), [hash32(8)]] },
      { transfer: [zero, payee, usdcThere, 100n] },
    ]);
    expect(pair(source, approval, execution)).toMatchObject({
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
      how: ['derived-id', 'certain'],
    });
  });

  it('pays a Safe in coin, which confirms what it received', () => {
    const gateway = contractOf('axelar', 'gateway', 'eip155:8453');
    const received = 'event SafeReceived(address indexed sender, uint256 value)';
    const execution = arrives('eip155:8453', [
      { emit: [gateway, abiOf('axelar', 'Executed'), [hash32(8)]] },
      { transfer: [relayer, payee, 'native', 100n] },
      { emit: [payee, received, [relayer, 100n]] },
    ]);
    expect(onlyLeg(execution)).toMatchObject({
      role: 'destination',
      recipient: { account: onBase },
      amountBase: 100n,
    });
  });
});

describe('CCIP', () => {
  it('pairs by message id, telling messages of one execution apart', () => {
    const message = [1n, user, payee, 1, 0, false, 1, zero, 0, '0x', [[usdc, 100n]], [], hash32(5)];
    const source = leaves('eip155:1', [
      { emit: [relayer, abiOf('ccip', 'CCIPSendRequested'), [message]] },
    ]);
    const changed = abiOf('ccip', 'ExecutionStateChanged', 'bytes returnData)');
    const payout = arrives('eip155:8453', [
      { transfer: [zero, address(9), usdcThere, 7n] },
      { emit: [address(33), changed, [1, hash32(4), 2, '0x']] },
      { transfer: [zero, payee, usdcThere, 100n] },
      { emit: [address(33), changed, [2, hash32(5), 2, '0x']] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
      how: ['exact-id', 'high'],
    });
  });

  it('takes no payout from an execution that failed', () => {
    const changed = abiOf('ccip', 'ExecutionStateChanged', 'bytes returnData)');
    const failed = arrives('eip155:8453', [{ emit: [relayer, changed, [1, hash32(4), 3, '0x']] }]);
    expect(read(failed).legs).toEqual([]);
  });
});

describe('Hyperlane', () => {
  it('pairs a warp route by the message of its mailbox', () => {
    const router = address(40);
    const source = leaves('eip155:1', [
      { transfer: [user, router, usdc, 100n] },
      { emit: [relayer, abiOf('hyperlane', 'DispatchId'), [hash32(5)]] },
      { emit: [router, abiOf('hyperlane', 'SentTransferRemote'), [8453, padded(payee), 100n]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [zero, payee, usdcThere, 100n] },
      { emit: [router, abiOf('hyperlane', 'ReceivedTransferRemote'), [1, padded(payee), 100n]] },
      { emit: [relayer, abiOf('hyperlane', 'ProcessId'), [hash32(5)]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
      how: ['exact-id', 'high'],
    });
  });
});
