import type { Leg } from '../../../domain/leg.ts';
import { transferKey } from '../../../domain/transfer.ts';
import { eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { restOf } from '../value-moves.ts';

/**
 * Meson. The terms of the swap are packed into one number, which both sides carry: version 8 bits,
 * amount 40 (6 decimals), salt 80, fee 40, expiry 40, then chain 16 and token 8 of either side.
 * Chains are numbered by SLIP-44 coin types. Value leaves when the swap is posted, by its initiator or
 * by a provider in his name, or when it is executed at once; an execution after that pays the provider.
 */
export const family: BridgeFamily = {
  events: [
    'event SwapPosted(uint256 indexed encodedSwap)',
    'event SwapExecuted(uint256 indexed encodedSwap)',
    'event SwapReleased(uint256 indexed encodedSwap)',
    'event SwapCancelled(uint256 indexed encodedSwap)',
  ].map((abi) => ({ abi, group: 'meson' })),
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'SwapReleased') return [paid(context, event, 'destination')];
      if (event.name === 'SwapCancelled') return [paid(context, event, 'refund')];
      return source(context, event);
    }),
};

/** Of tokens with 18 decimals a millionth is 10^12 units. */
const units = [1n, 10n ** 12n];

/** What the swap brought into the contract. */
function depositOf(context: BridgeContext, { log }: BridgeEvent, amountBase: bigint) {
  return context
    .moves()
    .find((t) => t.to === log.contract && units.some((unit) => t.amountBase === amountBase * unit));
}

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

function source(context: BridgeContext, event: BridgeEvent): Leg[] {
  const swap = swapOf(event);
  const given = depositOf(context, event, swap.amountBase);
  if (!given && event.name === 'SwapExecuted') return [];
  return [
    legAt(context, event, {
      role: 'source',
      ids: [exactId(context, swap.encoded)],
      ...counterpartOf(context, swap.outChain),
      // The number does not hold who receives.
      sender: given && partyOf(given.from),
      asset: given?.asset,
      amountBase: given?.amountBase,
      transferKeys: given && [transferKey(given)],
    }),
  ];
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
