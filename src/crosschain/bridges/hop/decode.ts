import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, derivedId, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf, restOf, spanBefore } from '../value-moves.ts';

const sentToL2 =
  'event TransferSentToL2(uint256 indexed chainId, address indexed recipient, uint256 amount, uint256 amountOutMin, uint256 deadline, address indexed relayer, uint256 relayerFee)';
const fromL1Completed =
  'event TransferFromL1Completed(address indexed recipient, uint256 amount, uint256 amountOutMin, uint256 deadline, address indexed relayer, uint256 relayerFee)';
const sent =
  'event TransferSent(bytes32 indexed transferId, uint256 indexed chainId, address indexed recipient, uint256 amount, bytes32 transferNonce, uint256 bonderFee, uint256 index, uint256 amountOutMin, uint256 deadline)';
const bonded = 'event WithdrawalBonded(bytes32 indexed transferId, uint256 amount)';
const withdrew =
  'event Withdrew(bytes32 indexed transferId, address indexed recipient, uint256 amount, bytes32 transferNonce)';

/**
 * Hop v1. From a rollup the transfer id pairs the sides. From layer 1 there is none: both sides
 * repeat the same terms, which together serve as one.
 */
export const family: BridgeFamily = {
  events: [sentToL2, fromL1Completed, sent, bonded, withdrew].map((abi) => ({
    abi,
    group: 'bridge',
  })),
  decode: (context) =>
    context.events.map((event) =>
      event.name.startsWith('TransferSent') ? source(context, event) : destination(context, event),
    ),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { from } = context.record;
  const other = counterpartOf(context, args['chainId']);
  const amountBase = eventAmount(args['amount']);
  const fromL1 = event.name === 'TransferSentToL2';
  const fee = eventAmount(fromL1 ? args['relayerFee'] : args['bonderFee']);
  const given = moveOf(context, amountBase, (t) => t.to === log.contract || t.kind !== 'native');
  return legAt(context, event, {
    role: 'source',
    ids: [
      fromL1
        ? derivedId(context, 'l1', args['chainId'], terms(event))
        : exactId(context, args['transferId']),
    ],
    ...other,
    sender: from === undefined ? undefined : partyOf(from),
    recipient: declaredParty(other.counterpart, String(args['recipient'])),
    asset: given?.asset,
    amountBase,
    expects: { amountBase: amountBase - fee, minimumBase: eventAmount(args['amountOutMin']) },
    transferKeys: given?.transferKeys,
  });
}

function terms({ args }: BridgeEvent): string {
  const names = ['recipient', 'amount', 'amountOutMin', 'deadline', 'relayer', 'relayerFee'];
  return names.map((name) => String(args[name])).join(':');
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { record, row } = context;
  const named = args.toObject()['recipient'];
  const span = spanBefore(context.events, event);
  const got =
    named === undefined
      ? restOf(context)
      : (gainOf(context, eventAccount(record.chain, named)) ??
        gainOf(context, eventAccount(record.chain, named), span));
  const recipient = named === undefined ? got?.account : eventAccount(record.chain, named);
  const fromL1 = event.name === 'TransferFromL1Completed';
  return legAt(context, event, {
    role: 'destination',
    ids: [
      fromL1
        ? derivedId(context, 'l1', numberOf(row, record.chain) ?? record.chain, terms(event))
        : exactId(context, args['transferId']),
    ],
    recipient: recipient === undefined ? undefined : partyOf(recipient),
    asset: got?.asset,
    amountBase: got?.amountBase ?? eventAmount(args['amount']),
    transferKeys: got?.transferKeys,
  });
}
