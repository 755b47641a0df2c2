import { concat, Interface, keccak256, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { account, address, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg } from './bridge-harness.ts';
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

const baseMessenger = '0x866e82a600a1414e583f7f13623f1ac5d58b0afa';
const basePortal = '0x49048044d57e1c92a77f79988d21fa8faf74e97e';
const baseBridge = '0x3154cf16ccdb4c6d922629664174b904d80f2c35';
const l2Bridge = '0x4200000000000000000000000000000000000010';
const l2Messenger = '0x4200000000000000000000000000000000000007';

describe('OP stack', () => {
  const tokenCall = new Interface([
    'function finalizeBridgeERC20(address,address,address,address,uint256,bytes)',
  ]).encodeFunctionData('finalizeBridgeERC20', [usdcThere, usdc, user, payee, 100n, '0x']);
  const nonce = 1n << 240n;
  const relayed = new Interface([
    'function relayMessage(uint256,address,address,uint256,uint256,bytes)',
  ]).encodeFunctionData('relayMessage', [nonce, baseBridge, l2Bridge, 0, 200_000, tokenCall]);

  it('computes the hash of a message and reads the token from the call in it', () => {
    const source = leaves('eip155:1', [
      { transfer: [user, baseBridge, usdc, 100n] },
      {
        emit: [
          baseMessenger,
          abiOf('optimism', 'SentMessage'),
          [l2Bridge, baseBridge, tokenCall, nonce, 200_000],
        ],
      },
      { emit: [baseMessenger, abiOf('optimism', 'SentMessageExtension1'), [baseBridge, 0]] },
    ]);
    const payout = arrives('eip155:8453', [
      { transfer: [zero, payee, usdcThere, 100n] },
      {
        emit: [
          l2Bridge,
          abiOf('optimism', 'ERC20BridgeFinalized'),
          [usdcThere, usdc, user, payee, 100n, '0x'],
        ],
      },
      { emit: [l2Messenger, abiOf('optimism', 'RelayedMessage'), [keccak256(relayed)]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
      how: ['derived-id', 'certain'],
    });
  });

  it('pairs an exit of the native coin by the hash of the withdrawal', () => {
    const passer = contractOf('optimism', 'messagePasser', 'eip155:8453');
    const source = leaves('eip155:8453', [
      { transfer: [user, passer, 'native', 100n] },
      {
        emit: [
          passer,
          abiOf('optimism', 'MessagePassed'),
          [1, user, payee, 100n, 0, '0x', hash32(5)],
        ],
      },
    ]);
    const payoutAt = (portal: string) =>
      arrives('eip155:1', [
        { transfer: [portal, payee, 'native', 100n] },
        { emit: [portal, abiOf('optimism', 'WithdrawalFinalized'), [hash32(5), true]] },
      ]);
    const optimismPortal = contractOf('optimism', 'portal', 'eip155:1');
    expect(pair(source, payoutAt(optimismPortal)).got).toEqual([undefined, undefined, undefined]);
    expect(pair(source, payoutAt(basePortal))).toMatchObject({
      to: account(payee),
      got: [account(payee), 'eip155:1/slip44:60', 100n],
      how: ['exact-id', 'certain'],
    });
  });

  const messageOf = (call: string, steps: readonly Step[]) =>
    onlyLeg(
      leaves('eip155:1', [
        ...steps,
        {
          emit: [
            baseMessenger,
            abiOf('optimism', 'SentMessage'),
            [l2Bridge, baseBridge, call, nonce, 200_000],
          ],
        },
      ]),
    );

  it('reads the tokens of a bridge of its own kind from the transfer that its call names', () => {
    const call = new Interface([
      'function finalizeDeposit(address account, uint256 amount)',
    ]).encodeFunctionData('finalizeDeposit', [user, 70_000n]);
    const held = messageOf(call, [{ transfer: [user, relayer, usdc, 70_000n] }]);
    expect(held).toMatchObject({
      asset: token(usdc),
      amountBase: 70_000n,
      recipient: { account: account(user, 'eip155:8453') },
    });
    expect(held.transferKeys).toHaveLength(1);
  });

  it('says of a call that names no transfer that it carries nothing, and to nobody', () => {
    const leg = messageOf(tokenCall.slice(0, 2).concat('01020304', '00'.repeat(64)), [
      { transfer: [user, relayer, usdc, 70_000n] },
    ]);
    expect(leg.amountBase).toBe(0n);
    expect([leg.asset, leg.recipient, leg.expects]).toEqual([undefined, undefined, undefined]);
  });

  it('knows the layer 2 transaction of a deposit at the portal', () => {
    const portal = contractOf('optimism', 'portal', 'eip155:1');
    const opaque = concat([hash32(100), hash32(100), toBeHex(21_000, 8), '0x00']);
    const leg = onlyLeg(
      leaves('eip155:1', [
        { emit: [portal, abiOf('optimism', 'TransactionDeposited'), [user, payee, 0, opaque]] },
      ]),
    );
    expect(leg).toMatchObject({ amountBase: 100n, recipient: { raw: payee } });
    expect(leg.ids[0]?.text).toMatch(/^optimism:tx:0x[0-9a-f]{64}$/);
  });
});

describe('Scroll', () => {
  it('pairs by the hash of the relayed call', () => {
    const messenger = contractOf('scroll', 'messenger', 'eip155:1');
    const there = contractOf('scroll', 'messenger', 'eip155:534352');
    const call = new Interface([
      'function finalizeDepositETH(address,address,uint256,bytes)',
    ]).encodeFunctionData('finalizeDepositETH', [user, payee, 100n, '0x']);
    const [gateway, gatewayThere] = [address(50), address(51)];
    const relayed = new Interface([
      'function relayMessage(address,address,uint256,uint256,bytes)',
    ]).encodeFunctionData('relayMessage', [gateway, gatewayThere, 100n, 7, call]);
    const source = leaves('eip155:1', [
      {
        emit: [
          messenger,
          abiOf('scroll', 'SentMessage'),
          [gateway, gatewayThere, 100n, 7, 1, call],
        ],
      },
    ]);
    const payout = arrives('eip155:534352', [
      { transfer: [there, gatewayThere, 'native', 100n] },
      { transfer: [gatewayThere, payee, 'native', 100n] },
      { emit: [there, abiOf('scroll', 'RelayedMessage'), [keccak256(relayed)]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: account(payee, 'eip155:534352'),
      given: ['eip155:1/slip44:60', 100n],
      got: [account(payee, 'eip155:534352'), 'eip155:534352/slip44:60', 100n],
      how: ['derived-id', 'certain'],
    });
  });
});

describe('Arbitrum', () => {
  const bridge = contractOf('arbitrum', 'bridge', 'eip155:1');
  const inbox = contractOf('arbitrum', 'inbox', 'eip155:1');
  const gateway = address(60);
  const words = [
    padded(usdcThere),
    hash32(0),
    hash32(9),
    hash32(3),
    padded(user),
    padded(user),
    hash32(100_000),
    hash32(2),
    hash32(4),
    '0x12345678',
  ];

  /** The submission of a retryable ticket and the deposit through a gateway that it carries. */
  const deposit = leaves('eip155:1', [
    { transfer: [user, gateway, usdc, 100n] },
    {
      emit: [
        bridge,
        abiOf('arbitrum', 'MessageDelivered'),
        [5, hash32(1), inbox, 9, user, hash32(2), 30n, 1],
      ],
    },
    { emit: [inbox, abiOf('arbitrum', 'InboxMessageDelivered'), [5, concat(words)]] },
    { emit: [gateway, abiOf('arbitrum', 'DepositInitiated'), [usdc, user, payee, 5, 100n]] },
  ]);

  it('follows a deposit over its ticket to the redeem that it schedules', () => {
    const ticket = onlyLeg(deposit).ids[0]?.text.split(':').at(-1) ?? '';
    expect(ticket).toMatch(/^0x[0-9a-f]{64}$/);
    const retry = hash32(44);
    const redeem = arrives(
      'eip155:42161',
      [
        {
          emit: [
            contractOf('arbitrum', 'arbRetryableTx', 'eip155:42161'),
            abiOf('arbitrum', 'RedeemScheduled'),
            [ticket, retry, 0, 1, relayer, 0, 0],
          ],
        },
      ],
      ticket,
    );
    const payout = arrives(
      'eip155:42161',
      [
        { transfer: [zero, payee, usdcThere, 100n] },
        { emit: [address(61), abiOf('arbitrum', 'DepositFinalized'), [usdc, user, payee, 100n]] },
      ],
      retry,
    );
    expect(pair(deposit, redeem, payout)).toMatchObject({
      to: account(payee, 'eip155:42161'),
      given: [token(usdc), 100n],
      got: [account(payee, 'eip155:42161'), token(usdcThere, 'eip155:42161'), 100n],
      how: ['derived-id', 'high'],
    });
  });

  it('does not pair an exit with the outbox of another chain', () => {
    const exit = leaves('eip155:42161', [
      {
        emit: [
          '0x0000000000000000000000000000000000000064',
          abiOf('arbitrum', 'L2ToL1Tx'),
          [user, payee, 1, 9, 1, 1, 1, 100n, '0x'],
        ],
      },
    ]);
    const nova = '0xd4b80c3d7240325d18e645b49e6535a3bf95cc58';
    const other = arrives('eip155:1', [
      { transfer: [bridge, payee, 'native', 100n] },
      { emit: [nova, abiOf('arbitrum', 'OutBoxTransactionExecuted'), [payee, user, 0, 9]] },
    ]);
    expect(matched(exit, other)[0]).toMatchObject({ destinations: [], pending: 'not-seen' });
    const own = arrives('eip155:1', [
      { transfer: [bridge, payee, 'native', 100n] },
      {
        emit: [
          contractOf('arbitrum', 'outbox', 'eip155:1'),
          abiOf('arbitrum', 'OutBoxTransactionExecuted'),
          [payee, user, 0, 9],
        ],
      },
    ]);
    expect(pair(exit, own).how).toEqual(['exact-id', 'certain']);
  });
});
