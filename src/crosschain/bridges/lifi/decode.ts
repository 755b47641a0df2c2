import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

/** A receiver that is no EVM address is not in the event: this stands in its place. */
const nonEvmReceiver = '0x11f111f111f111f111f111f111f111f111f111f1';

/**
 * LI.FI routes over other bridges; the pair is theirs. Its own events count where none of them was
 * read, and where its contract does something on arrival.
 */
export const family: BridgeFamily = {
  events: [
    'event LiFiTransferStarted((bytes32 transactionId, string bridge, string integrator, address referrer, address sendingAssetId, address receiver, uint256 minAmount, uint256 destinationChainId, bool hasSourceSwaps, bool hasDestinationCall) bridgeData)',
    'event LiFiTransferCompleted(bytes32 indexed transactionId, address receivingAssetId, address receiver, uint256 amount, uint256 timestamp)',
  ].map((abi) => ({ abi, group: 'diamond' })),
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'LiFiTransferStarted' ? started(context, event) : completed(context, event),
    ),
};

function started(context: BridgeContext, event: BridgeEvent): Leg {
  const data = event.args['bridgeData'];
  const { chain, nativeAsset, from } = context.record;
  const other = counterpartOf(context, data['destinationChainId']);
  const receiver = String(data['receiver']).toLowerCase();
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, data['transactionId'])],
    ...other,
    sender: from && partyOf(from),
    recipient: receiver === nonEvmReceiver ? undefined : declaredParty(other.counterpart, receiver),
    asset: eventAsset(chain, nativeAsset, data['sendingAssetId']),
    amountBase: eventAmount(data['minAmount']),
  });
}

function completed(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['receiver']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['transactionId'])],
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['receivingAssetId']),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
