import type { Leg } from '../../../domain/leg.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { partyOf } from '../declared-party.ts';
import { exactId, legAt } from '../leg-builder.ts';
import { gainOf, restOf } from '../value-moves.ts';

/**
 * Mayan Swift: the key of the order is on both sides. The terms of the order are in the calldata of
 * whoever made it, so the source's event declares neither chain nor receiver.
 */
export const family: BridgeFamily = {
  events: [
    { abi: 'event OrderCreated(bytes32 key)', group: 'swift' },
    {
      abi: 'event OrderFulfilled(bytes32 key, uint64 sequence, uint256 netAmount)',
      group: 'swift',
    },
    { abi: 'event OrderRefunded(bytes32 key, uint256 netAmount)', group: 'swift' },
  ],
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'OrderCreated' ? created(context, event) : paid(context, event),
    ),
};

function created(context: BridgeContext, event: BridgeEvent): Leg {
  const { from } = context.record;
  const given = gainOf(context, event.log.contract);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, event.args['key'])],
    sender: from && partyOf(from),
    asset: given?.asset,
    amountBase: given?.amountBase,
    transferKeys: given?.transferKeys,
  });
}

function paid(context: BridgeContext, event: BridgeEvent): Leg {
  const got = restOf(context);
  return legAt(context, event, {
    role: event.name === 'OrderFulfilled' ? 'destination' : 'refund',
    ids: [exactId(context, event.args['key'])],
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
