import { describe, expect, it } from 'vitest';
import { readConversions } from '../../../src/crosschain/read-conversions.ts';
import { abiOf, contractOf, decoder } from './bridges/bridge-harness.ts';
import { hash32, leaves, padded, payee, relayer, usdc, user, zero } from './bridges/pairing.ts';
import type { Step } from './record-builder.ts';

const departuresOf = (steps: readonly Step[]) =>
  readConversions(leaves('eip155:1', steps), decoder, { orderHolders: [] }).departures;

describe('departures of one transaction', () => {
  it('count value once that a bridge sends by another one', () => {
    const burn = [55, usdc, 100n, user, padded(payee), 6, padded(relayer), hash32(0)];
    const message = [1n, user, payee, 1, 0, false, 1, zero, 0, '0x', [[usdc, 100n]], [], hash32(5)];
    const departures = departuresOf([
      { transfer: [user, relayer, usdc, 100n] },
      { transfer: [relayer, zero, usdc, 100n] },
      {
        emit: [
          contractOf('cctp', 'tokenMessenger', 'eip155:1'),
          abiOf('cctp', 'DepositForBurn', 'uint64'),
          burn,
        ],
      },
      { emit: [relayer, abiOf('ccip', 'CCIPSendRequested'), [message]] },
    ]);
    expect(departures.map(({ leg }) => leg.protocol)).toEqual(['cctp']);
  });

  it('give each of several its own value and its own transfer', () => {
    const pool = contractOf('celer', 'pool', 'eip155:1');
    const sends = (id: number, amount: bigint): Step[] => [
      { transfer: [user, pool, usdc, amount] },
      {
        emit: [
          pool,
          abiOf('celer', 'Send'),
          [hash32(id), user, payee, usdc, amount, 8453, id, 5000],
        ],
      },
    ];
    const departures = departuresOf([...sends(1, 100n), ...sends(2, 40n)]);
    expect(departures.map(({ side }) => [side.amountBase, side.transferKeys])).toEqual([
      [100n, [`eip155:1:${hash32(1)}:1000000`]],
      [40n, [`eip155:1:${hash32(1)}:1000002`]],
    ]);
    // Of equal ones nobody can tell which transfer carries which: they share them.
    const [first, second] = departuresOf([...sends(1, 50n), ...sends(2, 50n)]);
    expect([first?.side.amountBase, second?.side.amountBase]).toEqual([50n, 50n]);
    expect(first?.side.transferKeys).toHaveLength(2);
  });
});
