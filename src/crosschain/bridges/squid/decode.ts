import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const order =
  '(address fromAddress, address toAddress, address filler, address fromToken, address toToken, uint256 expiry, uint256 fromAmount, uint256 fillAmount, uint256 feeRate, uint256 fromChain, uint256 toChain, bytes32 postHookHash) order';

/** Squid Coral: orders that a filler fills on the other chain; Squid's other routes go by Axelar. */
export const family: BridgeFamily = {
  events: ['OrderCreated', 'OrderFilled'].map((name) => ({
    abi: `event ${name}(bytes32 indexed orderHash, ${order})`,
    group: 'coral',
  })),
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'OrderCreated' ? created(context, event) : filled(context, event),
    ),
};

function created(context: BridgeContext, event: BridgeEvent): Leg {
  const { chain, nativeAsset } = context.record;
  const terms = event.args['order'];
  const other = counterpartOf(context, terms['toChain']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, event.args['orderHash'])],
    ...other,
    sender: declaredParty(chain, String(terms['fromAddress'])),
    recipient: declaredParty(other.counterpart, String(terms['toAddress'])),
    asset: eventAsset(chain, nativeAsset, terms['fromToken']),
    amountBase: eventAmount(terms['fromAmount']),
    expects: {
      amountBase: eventAmount(terms['fillAmount']),
      asset: other.counterpart && eventAsset(other.counterpart, undefined, terms['toToken']),
    },
  });
}

function filled(context: BridgeContext, event: BridgeEvent): Leg {
  const { chain, nativeAsset } = context.record;
  const terms = event.args['order'];
  const recipient = eventAccount(chain, terms['toAddress']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, event.args['orderHash'])],
    ...counterpartOf(context, terms['fromChain']),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, terms['toToken']),
    amountBase: eventAmount(terms['fillAmount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
