import { Interface } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { laneOf } from '../lane.ts';
import { exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf } from '../value-moves.ts';

const omnibridge = [
  'event TokensBridgingInitiated(address indexed token, address indexed sender, uint256 value, bytes32 indexed messageId)',
  'event TokensBridged(address indexed token, address indexed recipient, uint256 value, bytes32 indexed messageId)',
];
/** The arbitrary message bridge beneath: its message names who shall receive. */
const messages = [
  'event UserRequestForAffirmation(bytes32 indexed messageId, bytes encodedData)',
  'event UserRequestForSignature(bytes32 indexed messageId, bytes encodedData)',
];
const xdai = [
  'event UserRequestForAffirmation(address recipient, uint256 value)',
  'event UserRequestForAffirmation(address recipient, uint256 value, bytes32 nonce)',
  'event UserRequestForSignature(address recipient, uint256 value)',
  'event UserRequestForSignature(address recipient, uint256 value, bytes32 nonce)',
  'event UserRequestForSignature(address recipient, uint256 value, bytes32 nonce, address token)',
  'event AffirmationCompleted(address recipient, uint256 value, bytes32 transactionHash)',
  'event RelayedMessage(address recipient, uint256 value, bytes32 transactionHash)',
];

/** Calls of the Omnibridge mediator on the other side. */
const mediator = new Interface([
  'function handleBridgedTokens(address token, address recipient, uint256 value)',
  'function handleBridgedTokensAndCall(address token, address recipient, uint256 value, bytes data)',
  'function handleNativeTokens(address token, address recipient, uint256 value)',
  'function handleNativeTokensAndCall(address token, address recipient, uint256 value, bytes data)',
  'function deployAndHandleBridgedTokens(address token, string name, string symbol, uint8 decimals, address recipient, uint256 value)',
  'function deployAndHandleBridgedTokensAndCall(address token, string name, string symbol, uint8 decimals, address recipient, uint256 value, bytes data)',
]);
/** Message header: id 32, sender 20, executor 20, gas 4, two lengths and a type, two chain ids. */
const headerMin = 32 + 20 + 20 + 4 + 3;

/**
 * Gnosis bridges. Omnibridge pairs by message id; the xDai bridge by the hash of the requesting
 * transaction, or by a nonce since that was introduced, both in the field `transactionHash`.
 */
export const family: BridgeFamily = {
  events: [
    ...omnibridge.map((abi) => ({ abi, group: 'omnibridge' })),
    ...messages.map((abi) => ({ abi })),
    ...xdai.map((abi) => ({ abi, group: 'xdaiBridge' })),
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'TokensBridgingInitiated') return [omnibridgeSource(context, event)];
      if (event.name === 'TokensBridged') return [omnibridgeArrived(context, event)];
      if (event.signature.includes('bytes)')) return [];
      return [
        event.name.startsWith('UserRequest') ? request(context, event) : paid(context, event),
      ];
    }),
};

function omnibridgeSource(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain, nativeAsset } = context.record;
  const lane = laneOf(context, log.contract);
  const to = recipientOf(context, String(args['messageId']));
  const amountBase = eventAmount(args['value']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'omnibridge', args['messageId'])],
    counterpart: lane,
    sender: declaredParty(chain, String(args['sender'])),
    recipient: to === undefined ? undefined : declaredParty(lane, to),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase,
    expects: { amountBase },
  });
}

function recipientOf(context: BridgeContext, messageId: string): string | undefined {
  const message = context.events.find(
    ({ signature, args }) => signature.includes('bytes)') && args['messageId'] === messageId,
  );
  if (!message) return undefined;
  const data = String(message.args['encodedData']).slice(2);
  const at = headerMin * 2;
  const lengths = [data.slice(at - 6, at - 4), data.slice(at - 4, at - 2)];
  const chainBytes = lengths.reduce((sum, length) => sum + Number(`0x${length}`), 0);
  const call = mediator.parseTransaction({ data: `0x${data.slice(at + chainBytes * 2)}` });
  return call === null ? undefined : String(call.args['recipient']);
}

function omnibridgeArrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['recipient']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'omnibridge', args['messageId'])],
    counterpart: laneOf(context, log.contract),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['value']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}

function request(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { tx, from, nativeAsset } = context.record;
  const lane = laneOf(context, log.contract);
  const amountBase = eventAmount(args['value']);
  const { nonce, token } = args.toObject();
  const given = moveOf(context, amountBase, (t) => t.to === log.contract);
  const native = event.name === 'UserRequestForSignature';
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'xdai', nonce ?? tx)],
    counterpart: lane,
    sender: from && partyOf(from),
    recipient: declaredParty(lane, String(args['recipient'])),
    asset: native ? nativeAsset : given?.asset,
    amountBase,
    expects: {
      amountBase,
      asset: token !== undefined && lane ? eventAsset(lane, undefined, token) : undefined,
    },
    transferKeys: given?.transferKeys,
  });
}

function paid(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['recipient']);
  const got = gainOf(context, recipient);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'xdai', args['transactionHash'])],
    counterpart: laneOf(context, log.contract),
    recipient: partyOf(recipient),
    // xDAI is minted by the protocol: no transfer shows it.
    asset: event.name === 'AffirmationCompleted' ? nativeAsset : got?.asset,
    amountBase: eventAmount(args['value']),
    transferKeys: got?.transferKeys,
  });
}
