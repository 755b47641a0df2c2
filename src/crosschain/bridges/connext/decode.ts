import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const params =
  '(uint32 originDomain, uint32 destinationDomain, uint32 canonicalDomain, address to, address delegate, bool receiveLocal, bytes callData, uint256 slippage, address originSender, uint256 bridgedAmt, uint256 normalizedIn, uint256 nonce, bytes32 canonicalId) params';

/** Connext Amarok: the transfer id is on both sides. */
export const family: BridgeFamily = {
  events: [
    `event XCalled(bytes32 indexed transferId, uint256 indexed nonce, bytes32 indexed messageHash, ${params}, address asset, uint256 amount, address local, bytes messageBody)`,
    `event Executed(bytes32 indexed transferId, address indexed to, address indexed asset, (${params}, address[] routers, bytes[] routerSignatures, address sequencer, bytes sequencerSignature) args, address local, uint256 amount, address caller)`,
  ].map((abi) => ({ abi, group: 'diamond' })),
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'XCalled' ? source(context, event) : destination(context, event),
    ),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const other = counterpartOf(context, args['params']['destinationDomain']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, args['transferId'])],
    ...other,
    sender: declaredParty(chain, String(args['params']['originSender'])),
    recipient: declaredParty(other.counterpart, String(args['params']['to'])),
    asset: eventAsset(chain, nativeAsset, args['asset']),
    amountBase: eventAmount(args['amount']),
  });
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['to']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['transferId'])],
    ...counterpartOf(context, args['args']['params']['originDomain']),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['asset']),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
