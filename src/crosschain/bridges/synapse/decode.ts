import { AbiCoder, id as hashOfText } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, derivedId, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const bridgeEvents = [
  'event TokenDeposit(address indexed to, uint256 chainId, address token, uint256 amount)',
  'event TokenRedeem(address indexed to, uint256 chainId, address token, uint256 amount)',
  'event TokenDepositAndSwap(address indexed to, uint256 chainId, address token, uint256 amount, uint8 tokenIndexFrom, uint8 tokenIndexTo, uint256 minDy, uint256 deadline)',
  'event TokenRedeemAndSwap(address indexed to, uint256 chainId, address token, uint256 amount, uint8 tokenIndexFrom, uint8 tokenIndexTo, uint256 minDy, uint256 deadline)',
  'event TokenRedeemAndRemove(address indexed to, uint256 chainId, address token, uint256 amount, uint8 swapTokenIndex, uint256 swapMinAmount, uint256 swapDeadline)',
  'event TokenRedeemV2(bytes32 indexed to, uint256 chainId, address token, uint256 amount)',
  'event TokenMint(address indexed to, address token, uint256 amount, uint256 fee, bytes32 indexed kappa)',
  'event TokenWithdraw(address indexed to, address token, uint256 amount, uint256 fee, bytes32 indexed kappa)',
  'event TokenMintAndSwap(address indexed to, address token, uint256 amount, uint256 fee, uint8 tokenIndexFrom, uint8 tokenIndexTo, uint256 minDy, uint256 deadline, bool swapSuccess, bytes32 indexed kappa)',
  'event TokenWithdrawAndRemove(address indexed to, address token, uint256 amount, uint256 fee, uint8 swapTokenIndex, uint256 swapMinAmount, uint256 swapDeadline, bool swapSuccess, bytes32 indexed kappa)',
];
const requested =
  'event BridgeRequested(bytes32 indexed transactionId, address indexed sender, bytes request, uint32 destChainId, address originToken, address destToken, uint256 originAmount, uint256 destAmount, bool sendChainGas)';
const relayed =
  'event BridgeRelayed(bytes32 indexed transactionId, address indexed relayer, address indexed to, uint32 originChainId, address originToken, address destToken, uint256 originAmount, uint256 destAmount, uint256 chainGasAmount)';
/** A deposit that nobody relayed in time. */
const refunded =
  'event BridgeDepositRefunded(bytes32 indexed transactionId, address indexed to, address token, uint256 amount)';

/** The fields of `request` up to the receiver; the tuple is dynamic. */
const requestTypes = [
  'tuple(uint32 originChainId, uint32 destChainId, address originSender, address destRecipient, address originToken, address destToken, uint256 originAmount, uint256 destAmount, uint256 originFeeAmount, bool sendChainGas, uint256 deadline, uint256 nonce)',
];

/**
 * Synapse. The older bridge names the source transaction by the hash of its hash's text (kappa), so
 * one source transaction has one payout. Its request-for-quote bridge has an id on both sides.
 */
export const family: BridgeFamily = {
  events: [
    ...bridgeEvents.map((abi) => ({ abi, group: 'bridge' })),
    { abi: requested, group: 'fastBridge' },
    { abi: relayed, group: 'fastBridge' },
    { abi: refunded, group: 'fastBridge' },
  ],
  decode: (context) =>
    context.events.map((event) => {
      if (event.name === 'BridgeRequested') return request(context, event);
      if (event.name === 'BridgeRelayed') return relay(context, event);
      if (event.name === 'BridgeDepositRefunded') return refund(context, event);
      return event.args['kappa'] === undefined ? source(context, event) : payout(context, event);
    }),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset, from, tx } = context.record;
  const other = counterpartOf(context, args['chainId']);
  return legAt(context, event, {
    role: 'source',
    ids: [derivedId(context, 'kappa', hashOfText(tx.toLowerCase()))],
    ...other,
    sender: from && partyOf(from),
    recipient: declaredParty(other.counterpart, String(args['to'])),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['amount']),
  });
}

function payout(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['to']);
  const got = gainOf(context, recipient);
  return legAt(context, event, {
    role: 'destination',
    ids: [derivedId(context, 'kappa', args['kappa'])],
    recipient: partyOf(recipient),
    asset: got?.asset ?? eventAsset(chain, nativeAsset, args['token']),
    amountBase: got?.amountBase ?? eventAmount(args['amount']) - eventAmount(args['fee']),
    transferKeys: got?.transferKeys,
  });
}

function request(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const other = counterpartOf(context, args['destChainId']);
  const [terms] = AbiCoder.defaultAbiCoder().decode(requestTypes, String(args['request']));
  const token = String(args['destToken']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'rfq', args['transactionId'])],
    ...other,
    sender: declaredParty(chain, String(args['sender'])),
    recipient: declaredParty(other.counterpart, String(terms['destRecipient'])),
    asset: eventAsset(chain, nativeAsset, args['originToken']),
    amountBase: eventAmount(args['originAmount']),
    expects: {
      amountBase: eventAmount(args['destAmount']),
      asset: other.counterpart && eventAsset(other.counterpart, undefined, token),
    },
  });
}

function relay(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['to']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'rfq', args['transactionId'])],
    ...counterpartOf(context, args['originChainId']),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['destToken']),
    amountBase: eventAmount(args['destAmount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}

function refund(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['to']);
  return legAt(context, event, {
    role: 'refund',
    ids: [exactId(context, 'rfq', args['transactionId'])],
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
