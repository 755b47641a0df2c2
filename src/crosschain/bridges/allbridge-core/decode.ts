import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { chainNumbered } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const tokensSent =
  'event TokensSent(uint256 amount, bytes32 recipient, uint256 destinationChainId, bytes32 receiveToken, uint256 nonce, uint8 messenger)';
const tokensReceived =
  'event TokensReceived(uint256 amount, bytes32 recipient, uint256 nonce, uint8 messenger, bytes32 message)';

/**
 * Allbridge Core. The message, which begins with the numbers of both chains, pairs the sides; the
 * token of each side is in the pool's swap against its internal dollar in the same transaction.
 */
export const family: BridgeFamily = {
  events: [
    { abi: tokensSent },
    { abi: tokensReceived },
    { abi: 'event MessageSent(bytes32 indexed message)' },
    { abi: 'event MessageReceived(bytes32 indexed message)' },
    {
      abi: 'event SwappedToVUsd(address sender, address token, uint256 amount, uint256 vUsdAmount, uint256 fee)',
      group: 'pool',
    },
    {
      abi: 'event SwappedFromVUsd(address recipient, address token, uint256 vUsdAmount, uint256 amount, uint256 fee)',
      group: 'pool',
    },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'TokensSent') return [source(context, event)];
      return event.name === 'TokensReceived' ? [destination(context, event)] : [];
    }),
};

/** The event's contract is not in the catalogue; the pool that swaps beside it is. */
function swapBeside(context: BridgeContext, name: string): BridgeEvent | undefined {
  return context.events.find((event) => event.name === name);
}

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset, from } = context.record;
  const message = context.events.find((other) => other.name === 'MessageSent');
  const swap = swapBeside(context, 'SwappedToVUsd');
  const other = counterpartOf(context, args['destinationChainId']);
  return legAt(
    context,
    { ...event, standing: swap?.standing ?? event.standing },
    {
      role: 'source',
      ids: message ? [exactId(context, message.args['message'])] : [],
      ...other,
      sender: swap ? declaredParty(chain, String(swap.args['sender'])) : from && partyOf(from),
      recipient: declaredParty(other.counterpart, String(args['recipient'])),
      asset: swap && eventAsset(chain, nativeAsset, swap.args['token']),
      amountBase: swap && eventAmount(swap.args['amount']),
    },
  );
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const message = String(args['message']);
  const swap = swapBeside(context, 'SwappedFromVUsd');
  const recipient = eventAccount(
    chain,
    swap?.args['recipient'] ?? `0x${String(args['recipient']).slice(26)}`,
  );
  const got = gainOf(context, recipient);
  const sourceNumber = BigInt(message.slice(0, 4));
  return legAt(
    context,
    { ...event, standing: swap?.standing ?? event.standing },
    {
      role: 'destination',
      ids: [exactId(context, message)],
      counterpart: chainNumbered(context.row, sourceNumber),
      counterpartRaw: String(sourceNumber),
      recipient: partyOf(recipient),
      asset: swap ? eventAsset(chain, nativeAsset, swap.args['token']) : got?.asset,
      amountBase: swap ? eventAmount(swap.args['amount']) : got?.amountBase,
      transferKeys: got?.transferKeys,
    },
  );
}
