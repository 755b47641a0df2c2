import type { Leg } from '../../../domain/leg.ts';
import { eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { moveOf, restOf } from '../value-moves.ts';

/**
 * Meson. The terms of the swap are packed into one number, which both sides carry: version 8 bits,
 * amount 40 (6 decimals), salt 80, fee 40, expiry 40, then chain 16 and token 8 of either side.
 * Chains are numbered by SLIP-44 coin types.
 */
export const family: BridgeFamily = {
  events: [
    'event SwapExecuted(uint256 indexed encodedSwap)',
    'event SwapReleased(uint256 indexed encodedSwap)',
    'event SwapCancelled(uint256 indexed encodedSwap)',
  ].map((abi) => ({ abi, group: 'meson' })),
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'SwapExecuted'
        ? source(context, event)
        : paid(context, event, event.name === 'SwapReleased' ? 'destination' : 'refund'),
    ),
};

function swapOf(event: BridgeEvent) {
  const encoded = eventAmount(event.args['encodedSwap']);
  const bits = (shift: bigint, width: bigint) => (encoded >> shift) & ((1n << width) - 1n);
  return {
    encoded,
    amountBase: bits(208n, 40n),
    outChain: bits(32n, 16n),
    inChain: bits(8n, 16n),
  };
}

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const swap = swapOf(event);
  const { from } = context.record;
  const given = moveOf(context, swap.amountBase, (t) => t.kind !== 'native');
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, swap.encoded)],
    ...counterpartOf(context, swap.outChain),
    // The number does not hold who receives.
    sender: from && partyOf(from),
    asset: given?.asset,
    amountBase: swap.amountBase,
    transferKeys: given?.transferKeys,
  });
}

function paid(context: BridgeContext, event: BridgeEvent, role: 'destination' | 'refund'): Leg {
  const swap = swapOf(event);
  const got = restOf(context);
  return legAt(context, event, {
    role,
    ids: [exactId(context, swap.encoded)],
    ...(role === 'refund' ? {} : counterpartOf(context, swap.inChain)),
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
