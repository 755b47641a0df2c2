import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { chainNumbered } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf } from '../value-moves.ts';

const order =
  '(uint64 makerOrderNonce, bytes makerSrc, uint256 giveChainId, bytes giveTokenAddress, uint256 giveAmount, uint256 takeChainId, bytes takeTokenAddress, uint256 takeAmount, bytes receiverDst, bytes givePatchAuthoritySrc, bytes orderAuthorityAddressDst, bytes allowedTakerDst, bytes allowedCancelBeneficiarySrc, bytes externalCall) order';

/**
 * deBridge: orders of the liquidity network (DLN), which a solver fills or the maker cancels, and
 * the older gate. The order's or submission's id is on both sides.
 */
export const family: BridgeFamily = {
  events: [
    {
      abi: `event CreatedOrder(${order}, bytes32 orderId, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode, bytes metadata)`,
      group: 'source',
    },
    {
      abi: `event CreatedOrder(${order}, bytes32 orderId, bytes affiliateFee, uint256 nativeFixFee, uint256 percentFee, uint32 referralCode)`,
      group: 'source',
    },
    {
      abi: `event FulfilledOrder(${order}, bytes32 orderId, address sender, address unlockAuthority)`,
      group: 'destination',
    },
    {
      abi: `event FulfilledOrder(${order}, bytes32 orderId, uint256 actualFulfillAmount, address sender, address unlockAuthority)`,
      group: 'destination',
    },
    {
      abi: 'event DecreasedTakeAmount(bytes32 orderId, uint256 orderTakeFinalAmount)',
      group: 'destination',
    },
    {
      abi: 'event ClaimedOrderCancel(bytes32 orderId, address beneficiary, uint256 paidAmount, address giveTokenAddress)',
      group: 'source',
    },
    {
      abi: 'event Sent(bytes32 submissionId, bytes32 indexed debridgeId, uint256 amount, bytes receiver, uint256 nonce, uint256 indexed chainIdTo, uint32 referralCode, (uint256 receivedAmount, uint256 fixFee, uint256 transferFee, bool useAssetFee, bool isNativeToken) feeParams, bytes autoParams, address nativeSender)',
      group: 'gate',
    },
    {
      abi: 'event Claimed(bytes32 submissionId, bytes32 indexed debridgeId, uint256 amount, address indexed receiver, uint256 nonce, uint256 indexed chainIdFrom, bytes autoParams, bool isNativeToken)',
      group: 'gate',
    },
  ],
  decode: (context) =>
    context.events.flatMap((event) => readers[event.name]?.(context, event) ?? []),
};

const readers: Readonly<Record<string, (context: BridgeContext, event: BridgeEvent) => Leg>> = {
  CreatedOrder: created,
  FulfilledOrder: fulfilled,
  DecreasedTakeAmount: decreased,
  ClaimedOrderCancel: cancelled,
  Sent: sent,
  Claimed: claimed,
};

/** Tokens and accounts are bytes of their chain's own length; 20 bytes on EVM chains. */
function assetOf(chain: Leg['counterpart'], bytes: string) {
  return chain?.startsWith('eip155:') && bytes.length === 42
    ? eventAsset(chain, undefined, bytes)
    : undefined;
}

function created(context: BridgeContext, event: BridgeEvent): Leg {
  const { chain, nativeAsset } = context.record;
  const terms = event.args['order'];
  const other = counterpartOf(context, terms['takeChainId']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'order', event.args['orderId'])],
    ...other,
    sender: declaredParty(chain, String(terms['makerSrc'])),
    recipient: declaredParty(other.counterpart, String(terms['receiverDst'])),
    asset: eventAsset(chain, nativeAsset, terms['giveTokenAddress']),
    amountBase: eventAmount(terms['giveAmount']),
    expects: {
      amountBase: eventAmount(terms['takeAmount']),
      asset: assetOf(other.counterpart, String(terms['takeTokenAddress'])),
    },
  });
}

/** Newer events say what was paid; of older ones the order does, which its maker may have lowered. */
function fulfilled(context: BridgeContext, event: BridgeEvent): Leg {
  const { chain, nativeAsset } = context.record;
  const terms = event.args['order'];
  const recipient = eventAccount(chain, terms['receiverDst']);
  const actual = event.args.toObject()['actualFulfillAmount'];
  const amountBase = eventAmount(actual ?? terms['takeAmount']);
  const got = gainOf(context, recipient);
  const source = chainNumbered(context.row, terms['giveChainId']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'order', event.args['orderId'])],
    ...counterpartOf(context, terms['giveChainId']),
    sender: declaredParty(source, String(terms['makerSrc'])),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, terms['takeTokenAddress']),
    amountBase,
    transferKeys: got?.amountBase === amountBase ? got.transferKeys : undefined,
  });
}

/** The maker takes less than he first asked for. */
function decreased(context: BridgeContext, event: BridgeEvent): Leg {
  return legAt(context, event, {
    role: 'update',
    ids: [exactId(context, 'order', event.args['orderId'])],
    expects: { amountBase: eventAmount(event.args['orderTakeFinalAmount']) },
  });
}

function cancelled(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const beneficiary = eventAccount(chain, args['beneficiary']);
  return legAt(context, event, {
    role: 'refund',
    ids: [exactId(context, 'order', args['orderId'])],
    recipient: partyOf(beneficiary),
    asset: eventAsset(chain, nativeAsset, args['giveTokenAddress']),
    amountBase: eventAmount(args['paidAmount']),
    transferKeys: gainOf(context, beneficiary)?.transferKeys,
  });
}

function sent(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const other = counterpartOf(context, args['chainIdTo']);
  const amountBase = eventAmount(args['feeParams']['receivedAmount']);
  const given = moveOf(context, amountBase, (t) => t.to === event.log.contract);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'submission', args['submissionId'])],
    ...other,
    sender: declaredParty(context.record.chain, String(args['nativeSender'])),
    recipient: declaredParty(other.counterpart, String(args['receiver'])),
    asset: given?.asset,
    amountBase,
    expects: { amountBase: eventAmount(args['amount']) },
    transferKeys: given?.transferKeys,
  });
}

function claimed(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const recipient = eventAccount(context.record.chain, args['receiver']);
  const got = gainOf(context, recipient);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'submission', args['submissionId'])],
    ...counterpartOf(context, args['chainIdFrom']),
    recipient: partyOf(recipient),
    asset: got?.asset,
    amountBase: got?.amountBase ?? eventAmount(args['amount']),
    transferKeys: got?.transferKeys,
  });
}
