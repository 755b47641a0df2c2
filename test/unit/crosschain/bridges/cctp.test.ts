import { concat, toBeHex } from 'ethers';
import { describe, expect, it } from 'vitest';
import { type Step, token } from '../record-builder.ts';
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

const messenger = contractOf('cctp', 'tokenMessenger', 'eip155:1');
const messengerThere = contractOf('cctp', 'tokenMessenger', 'eip155:8453');
const transmitter = contractOf('cctp', 'messageTransmitter', 'eip155:1');
const transmitterThere = contractOf('cctp', 'messageTransmitter', 'eip155:8453');

const body = (amount: bigint, fee: bigint, expiry: bigint) =>
  concat([
    toBeHex(1, 4),
    padded(usdc),
    padded(payee),
    toBeHex(amount, 32),
    padded(user),
    toBeHex(2, 32),
    toBeHex(fee, 32),
    toBeHex(expiry, 32),
  ]);
const message = (amount: bigint) =>
  concat([
    toBeHex(1, 4),
    toBeHex(0, 4),
    toBeHex(6, 4),
    hash32(0),
    padded(messenger),
    padded(messengerThere),
    hash32(0),
    toBeHex(1000, 4),
    toBeHex(0, 4),
    body(amount, 0n, 0n),
  ]);

const burnV2 = (amount: bigint, tx: number) =>
  leaves(
    'eip155:1',
    [
      { transfer: [user, zero, usdc, amount] },
      { emit: [transmitter, abiOf('cctp', 'MessageSent'), [message(amount)]] },
      {
        emit: [
          messenger,
          abiOf('cctp', 'DepositForBurn', 'maxFee'),
          [usdc, amount, user, padded(payee), 6, padded(messengerThere), hash32(0), 2n, 1000, '0x'],
        ],
      },
    ],
    hash32(tx),
  );
const mintV2 = (amount: bigint, fee: bigint, tx: number, nonce: number) =>
  arrives(
    'eip155:8453',
    [
      { transfer: [zero, payee, usdcThere, amount - fee] },
      {
        emit: [
          messengerThere,
          abiOf('cctp', 'MintAndWithdraw', 'feeCollected'),
          [payee, amount - fee, usdcThere, fee],
        ],
      },
      {
        emit: [
          transmitterThere,
          abiOf('cctp', 'MessageReceived', 'finalityThresholdExecuted'),
          [relayer, 0, hash32(nonce), padded(messenger), 1000, body(amount, fee, 99n)],
        ],
      },
    ],
    hash32(tx),
  );

describe('CCTP version 1', () => {
  const burn = (recipient: string, domain: number): Step => ({
    emit: [
      messenger,
      abiOf('cctp', 'DepositForBurn', 'uint64'),
      [55, usdc, 100n, user, recipient, domain, padded(messengerThere), hash32(0)],
    ],
  });

  it('pairs by source domain and nonce', () => {
    const mint = arrives('eip155:8453', [
      { transfer: [zero, payee, usdcThere, 100n] },
      {
        emit: [
          messengerThere,
          abiOf('cctp', 'MintAndWithdraw', 'address indexed mintToken)'),
          [payee, 100n, usdcThere],
        ],
      },
      {
        emit: [
          transmitterThere,
          abiOf('cctp', 'MessageReceived', 'uint64'),
          [relayer, 0, 55, padded(messenger), body(100n, 0n, 0n)],
        ],
      },
    ]);
    expect(pair(leaves('eip155:1', [burn(padded(payee), 6)]), mint)).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 100n],
      how: ['exact-id', 'certain'],
    });
  });

  it('says that a receiver on Solana is a token account, not its owner', () => {
    const leg = onlyLeg(leaves('eip155:1', [burn(hash32(77), 5)]));
    expect(leg.recipient).toMatchObject({ family: 'solana', tokenAccount: true });
  });

  it('keeps the receiver raw where no codec knows the chain', () => {
    const leg = onlyLeg(leaves('eip155:1', [burn(hash32(77), 8)]));
    expect(leg).toMatchObject({ counterpart: 'sui:mainnet', recipient: { family: 'unknown' } });
    expect(leg.recipient?.account).toBeUndefined();
  });
});

describe('CCTP version 2', () => {
  it('pairs by the message without the fields that the attester fills in', () => {
    expect(pair(burnV2(100n, 1), mintV2(100n, 2n, 2, 5))).toEqual({
      to: onBase,
      given: [token(usdc), 100n],
      got: [onBase, baseUsdc, 98n],
      how: ['derived-id', 'certain'],
    });
  });

  it('does not pair messages of different amounts', () => {
    const [match] = matched(burnV2(100n, 1), mintV2(101n, 0n, 2, 5));
    expect(match).toMatchObject({ destinations: [], pending: 'not-seen' });
  });

  it('pairs identical transfers one to one, in order of time', () => {
    const matches = matched(
      burnV2(100n, 1),
      burnV2(100n, 3),
      mintV2(100n, 0n, 2, 5),
      mintV2(100n, 0n, 4, 6),
    );
    const payouts = matches.map((match) => match.destinations.map(({ leg }) => leg.tx));
    expect(payouts.flat()).toHaveLength(2);
    expect(new Set(payouts.flat()).size).toBe(2);
  });
});
