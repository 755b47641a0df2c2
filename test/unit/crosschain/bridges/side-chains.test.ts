import { concat, encodeRlp, id as hashOfText, Interface, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { account, buildRecord, token } from '../record-builder.ts';
import { abiOf, contractOf } from './bridge-harness.ts';
import {
  arrives,
  earlier,
  hash32,
  leaves,
  padded,
  pair,
  payee,
  relayer,
  usdc,
  usdcThere,
  user,
  zero,
} from './pairing.ts';

describe('Gnosis', () => {
  it('pairs Omnibridge by message id and reads the receiver from the message', () => {
    const bridge = contractOf('gnosis', 'omnibridge', 'eip155:1');
    const there = contractOf('gnosis', 'omnibridge', 'eip155:100');
    const call = new Interface(['function handleBridgedTokens(address,address,uint256)']);
    const data = concat([
      hash32(5),
      bridge,
      there,
      '0x001e8480',
      '0x010100',
      '0x01',
      '0x64',
      call.encodeFunctionData('handleBridgedTokens', [usdc, payee, 100n]),
    ]);
    const source = leaves('eip155:1', [
      { transfer: [user, bridge, usdc, 100n] },
      {
        emit: [
          relayer,
          abiOf('gnosis', 'UserRequestForAffirmation', 'bytes encodedData'),
          [hash32(5), data],
        ],
      },
      { emit: [bridge, abiOf('gnosis', 'TokensBridgingInitiated'), [usdc, user, 100n, hash32(5)]] },
    ]);
    const payout = arrives('eip155:100', [
      { transfer: [zero, payee, usdcThere, 100n] },
      { emit: [there, abiOf('gnosis', 'TokensBridged'), [usdcThere, payee, 100n, hash32(5)]] },
    ]);
    expect(pair(source, payout)).toEqual({
      to: account(payee, 'eip155:100'),
      given: [token(usdc), 100n],
      got: [account(payee, 'eip155:100'), token(usdcThere, 'eip155:100'), 100n],
      how: ['exact-id', 'certain'],
    });
  });

  it.each([
    ['the hash of the requesting transaction', 'uint256 value)', [payee, 100n], hash32(1)],
    ['a nonce', 'bytes32 nonce)', [payee, 100n, hash32(6)], hash32(6)],
  ])('pairs xDai by %s', (_name, hint, args, reference) => {
    const bridge = contractOf('gnosis', 'xdaiBridge', 'eip155:1');
    const there = contractOf('gnosis', 'xdaiBridge', 'eip155:100');
    const source = leaves('eip155:1', [
      { transfer: [user, bridge, usdc, 100n] },
      {
        emit: [
          bridge,
          abiOf(
            'gnosis',
            'UserRequestForAffirmation',
            `address recipient, ${hint === 'uint256 value)' ? hint : `uint256 value, ${hint}`}`,
          ),
          args,
        ],
      },
    ]);
    const payout = arrives('eip155:100', [
      { emit: [there, abiOf('gnosis', 'AffirmationCompleted'), [payee, 100n, reference]] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      given: [token(usdc), 100n],
      got: [account(payee, 'eip155:100'), 'eip155:100/slip44:60', 100n],
      how: ['exact-id', 'certain'],
    });
  });
});

describe('Polygon PoS', () => {
  it('pairs a deposit by the number of its state sync', () => {
    const predicate = contractOf('polygon-pos', 'predicate', 'eip155:1');
    const sender = contractOf('polygon-pos', 'stateSender', 'eip155:1');
    const receiver = contractOf('polygon-pos', 'stateReceiver', 'eip155:137');
    const source = leaves('eip155:1', [
      { transfer: [user, predicate, usdc, 100n] },
      { emit: [predicate, abiOf('polygon-pos', 'LockedERC20'), [user, payee, usdc, 100n]] },
      { emit: [sender, abiOf('polygon-pos', 'StateSynced'), [5, relayer, '0x']] },
    ]);
    const payout = arrives('eip155:137', [
      { transfer: [zero, payee, usdcThere, 100n] },
      { emit: [receiver, abiOf('polygon-pos', 'StateCommitted'), [5, true]] },
    ]);
    expect(pair(source, payout)).toMatchObject({
      to: account(payee, 'eip155:137'),
      got: [account(payee, 'eip155:137'), token(usdcThere, 'eip155:137'), 100n],
      how: ['exact-id', 'certain'],
    });
  });

  it('pairs a plasma deposit by its number', () => {
    const manager = contractOf('polygon-pos', 'depositManager', 'eip155:1');
    const child = contractOf('polygon-pos', 'childChain', 'eip155:137');
    const source = leaves('eip155:1', [
      { emit: [manager, abiOf('polygon-pos', 'NewDepositBlock'), [payee, usdc, 100n, 9]] },
    ]);
    const payout = arrives('eip155:137', [
      { emit: [child, abiOf('polygon-pos', 'TokenDeposited'), [usdc, usdcThere, payee, 100n, 9]] },
    ]);
    expect(pair(source, payout).how).toEqual(['exact-id', 'certain']);
  });

  it('derives an exit from the burn that its proof contains', () => {
    const source = {
      ...buildRecord({
        chain: 'eip155:137',
        tx: hash32(1),
        time: earlier,
        from: user,
        to: usdc,
        steps: [{ transfer: [user, zero, usdc, 100n] }],
      }),
      input: `0x2e1a7d4d${hash32(100).slice(2)}`,
    };
    const topics = [hashOfText('Transfer(address,address,uint256)'), padded(user), padded(zero)];
    const receipt = concat([
      '0x02',
      encodeRlp(['0x01', '0x10', '0x', [[usdc, topics, hash32(100)]]]),
    ]);
    const proof = encodeRlp([
      '0x01',
      '0x',
      toBeHex(source.height),
      '0x01',
      '0x',
      '0x',
      receipt,
      '0x',
      '0x00',
      '0x',
    ]);
    const exit = new Interface(['function exit(bytes)']).encodeFunctionData('exit', [proof]);
    const predicate = contractOf('polygon-pos', 'predicate', 'eip155:1');
    const payout = {
      ...arrives('eip155:1', [
        { transfer: [predicate, user, usdcThere, 100n] },
        { emit: [predicate, abiOf('polygon-pos', 'ExitedERC20'), [user, usdcThere, 100n]] },
      ]),
      input: exit,
    };
    expect(pair(source, payout)).toEqual({
      to: account(user),
      given: [token(usdc, 'eip155:137'), 100n],
      got: [account(user), token(usdcThere), 100n],
      how: ['derived-id', 'high'],
    });
  });
});
