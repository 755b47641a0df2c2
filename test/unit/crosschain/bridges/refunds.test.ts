import { solidityPackedKeccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import { address, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched } from './bridge-harness.ts';
import {
  arrives,
  coder,
  hash32,
  leaves,
  padded,
  payee,
  relayer,
  usdc,
  usdcThere,
  user,
  zero,
} from './pairing.ts';

/** What became of the only source: nothing arrived and this came back. */
function cameBack(source: Step, back: readonly Step[]) {
  const [match] = matched(leaves('eip155:1', [source]), arrives('eip155:1', back));
  return {
    arrived: match?.destinations.length,
    back: match?.refunds.map(({ leg, method }) => [leg.amountBase, leg.asset, method]),
    pending: match?.pending,
  };
}

const whole = { arrived: 0, back: [[100n, token(usdc), 'exact-id']], pending: undefined };

describe('transfers that came back', () => {
  it('by Celer, but liquidity that is withdrawn is no refund', () => {
    const pool = contractOf('celer', 'pool', 'eip155:1');
    const send: Step = {
      emit: [pool, abiOf('celer', 'Send'), [hash32(5), user, payee, usdc, 100n, 8453, 1, 5000]],
    };
    const withdrawn = (reference: string): Step[] => [
      { transfer: [pool, user, usdc, 100n] },
      {
        emit: [pool, abiOf('celer', 'WithdrawDone'), [hash32(8), 1, user, usdc, 100n, reference]],
      },
    ];
    expect(cameBack(send, withdrawn(hash32(5)))).toEqual(whole);
    expect(cameBack(send, withdrawn(hash32(0)))).toMatchObject({ back: [], pending: 'not-seen' });
  });

  it('by Symbiosis, when it was reverted, but not where it is burnt again', () => {
    const portal = contractOf('symbiosis', 'portal', 'eip155:1');
    const synthesis = contractOf('symbiosis', 'synthesis', 'eip155:56');
    const external = solidityPackedKeccak256(
      ['bytes32', 'address', 'address', 'uint256'],
      [hash32(5), synthesis, user, 56],
    );
    const terms = [hash32(5), user, 56, user, payee, 100n, usdc];
    const request: Step = { emit: [portal, abiOf('symbiosis', 'SynthesizeRequest'), terms] };
    const told: Step = {
      emit: [
        portal,
        abiOf('symbiosis', 'RevertSynthesizeCompleted'),
        [external, user, 98n, 2n, usdc],
      ],
    };
    expect(cameBack(request, [{ transfer: [portal, user, usdc, 98n] }, told])).toEqual({
      arrived: 0,
      back: [[98n, token(usdc), 'derived-id']],
      pending: undefined,
    });
    expect(cameBack(request, [told])).toMatchObject({ back: [], pending: 'not-seen' });
  });

  it('by Synapse, when nobody answered the request', () => {
    const bridge = contractOf('synapse', 'fastBridge', 'eip155:1');
    const request = coder.encode(
      [
        'tuple(uint32,uint32,address,address,address,address,uint256,uint256,uint256,bool,uint256,uint256)',
      ],
      [[1, 8453, user, payee, usdc, usdcThere, 100n, 99n, 0, false, 1, 1]],
    );
    const requested = [hash32(5), user, request, 8453, usdc, usdcThere, 100n, 99n, false];
    const source: Step = { emit: [bridge, abiOf('synapse', 'BridgeRequested'), requested] };
    const refund = [hash32(5), user, usdc, 100n];
    const back: Step = { emit: [bridge, abiOf('synapse', 'BridgeDepositRefunded'), refund] };
    expect(cameBack(source, [back])).toEqual(whole);
  });

  it('by Meson, when the swap was cancelled', () => {
    const encoded = (1n << 248n) | (100n << 208n) | (0x2105n << 32n) | (0x3cn << 8n);
    const source: Step = { emit: [relayer, abiOf('meson', 'SwapPosted'), [encoded]] };
    const back: Step[] = [
      { transfer: [zero, user, usdc, 100n] },
      { emit: [address(33), abiOf('meson', 'SwapCancelled'), [encoded]] },
    ];
    expect(cameBack(source, back)).toEqual(whole);
  });

  it('by an order whose maker took less in the end', () => {
    const [source, destination] = ['source', 'destination'].map((group) =>
      contractOf('debridge', group, 'eip155:1'),
    );
    const order = [1, user, 1, usdc, 100n, 8453, usdcThere, 97n, payee, user, payee];
    const created: Step = {
      emit: [
        source ?? '',
        abiOf('debridge', 'CreatedOrder'),
        [[...order, '0x', '0x', '0x'], hash32(5), '0x', 0, 0, 0, '0x'],
      ],
    };
    const lowered: Step = {
      emit: [destination ?? '', abiOf('debridge', 'DecreasedTakeAmount'), [hash32(5), 90n]],
    };
    const fulfilled = abiOf('debridge', 'FulfilledOrder', 'actualFulfillAmount');
    const paid: Step = {
      emit: [
        destination ?? '',
        fulfilled,
        [[...order, '0x', '0x', '0x'], hash32(5), 90n, relayer, relayer],
      ],
    };
    const [match] = matched(
      leaves('eip155:1', [created]),
      arrives('eip155:8453', [lowered], hash32(3)),
      arrives('eip155:8453', [{ transfer: [relayer, payee, usdcThere, 90n] }, paid]),
    );
    expect(match?.destinations).toMatchObject([{ leg: { amountBase: 90n } }]);
    expect(match?.pending).toBeUndefined();
  });

  it('are believed of listed contracts only: a forger cannot say that a deposit came back', () => {
    const forger = address(66);
    const pool = contractOf('across', 'spokePool', 'eip155:1');
    const deposit: Step = {
      emit: [
        contractOf('celer', 'pool', 'eip155:1'),
        abiOf('celer', 'Send'),
        [hash32(5), user, payee, usdc, 100n, 8453, 1, 5000],
      ],
    };
    const forged: Step = {
      emit: [forger, abiOf('celer', 'WithdrawDone'), [hash32(8), 1, user, usdc, 100n, hash32(5)]],
    };
    expect(cameBack(deposit, [forged])).toEqual({ arrived: 0, back: [], pending: 'not-seen' });
    const terms = [padded(usdc), padded(usdcThere), 100n, 99n, 8453, 7, 1, 2, 0, padded(user)];
    const funds: Step = {
      emit: [
        pool,
        abiOf('across', 'FundsDeposited', 'bytes32 inputToken'),
        [...terms, padded(payee), padded(zero), '0x'],
      ],
    };
    const speedUp: Step = {
      emit: [
        forger,
        abiOf('across', 'RequestedSpeedUpDeposit'),
        [98n, 7, padded(user), padded(forger), '0x', '0x'],
      ],
    };
    const there: Step[] = [
      { transfer: [relayer, forger, usdcThere, 98n] },
      {
        emit: [
          forger,
          abiOf('across', 'FilledRelay', 'bytes32 inputToken'),
          [
            ...[padded(usdc), padded(usdcThere), 100n, 98n, 1, 1, 7, 2, 0, padded(zero)],
            ...[padded(relayer), padded(user), padded(payee), hash32(0)],
            [padded(forger), hash32(0), 98n, 0],
          ],
        ],
      },
    ];
    const [match] = matched(
      leaves('eip155:1', [funds]),
      leaves('eip155:1', [speedUp], hash32(9)),
      arrives('eip155:8453', there),
    );
    expect(match).toMatchObject({ destinations: [], pending: 'not-seen' });
  });
});
