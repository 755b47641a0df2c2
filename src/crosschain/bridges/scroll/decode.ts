import { Interface, keccak256 } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { carriedFacts } from '../carried-call.ts';
import { partyOf } from '../declared-party.ts';
import { laneOf } from '../lane.ts';
import { derivedId, legAt } from '../leg-builder.ts';
import { tokenMessageReader } from '../token-message.ts';
import { restOf, spanBefore } from '../value-moves.ts';

const sentMessage =
  'event SentMessage(address indexed sender, address indexed target, uint256 value, uint256 messageNonce, uint256 gasLimit, bytes message)';
const relayedMessage = 'event RelayedMessage(bytes32 indexed messageHash)';

const relay = new Interface([
  'function relayMessage(address sender, address target, uint256 value, uint256 nonce, bytes message)',
]);
/** Calls of the gateways; the pair of tokens is in the order layer 1, layer 2. */
const readTokenMessage = tokenMessageReader([
  'function finalizeDepositETH(address from, address to, uint256 amount, bytes data)',
  'function finalizeWithdrawETH(address from, address to, uint256 amount, bytes data)',
  'function finalizeDepositERC20(address sent, address paid, address from, address to, uint256 amount, bytes data)',
  'function finalizeWithdrawERC20(address paid, address sent, address from, address to, uint256 amount, bytes data)',
]);

/** Scroll's messenger: the receiving side repeats the hash of the relayed call. */
export const family: BridgeFamily = {
  events: [sentMessage, relayedMessage].map((abi) => ({ abi, group: 'messenger' })),
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'SentMessage' ? sent(context, event) : relayed(context, event),
    ),
};

function sent(context: BridgeContext, event: BridgeEvent): Leg {
  const { sender, target, value, messageNonce, message } = event.args.toObject();
  const calldata = relay.encodeFunctionData('relayMessage', [
    sender,
    target,
    value,
    messageNonce,
    message,
  ]);
  const lane = laneOf(context, event.log.contract);
  const call = String(message);
  const tokens = readTokenMessage(call);
  const said = { lane, target: String(target), call, value: eventAmount(value), tokens };
  return legAt(context, event, {
    ...carriedFacts(context, said),
    role: 'source',
    ids: [derivedId(context, keccak256(calldata))],
  });
}

function relayed(context: BridgeContext, event: BridgeEvent): Leg {
  const got = restOf(context, spanBefore(context.events, event));
  return legAt(context, event, {
    role: 'destination',
    ids: [derivedId(context, event.args['messageHash'])],
    counterpart: laneOf(context, event.log.contract),
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
