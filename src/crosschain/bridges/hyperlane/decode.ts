import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, tokenAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf } from '../value-moves.ts';

/** Hyperlane warp routes: the mailbox's message id, beside the router's event, is on both sides. */
export const family: BridgeFamily = {
  events: [
    { abi: 'event DispatchId(bytes32 indexed messageId)', group: 'mailbox' },
    { abi: 'event ProcessId(bytes32 indexed messageId)', group: 'mailbox' },
    {
      abi: 'event SentTransferRemote(uint32 indexed destination, bytes32 indexed recipient, uint256 amount)',
    },
    {
      abi: 'event ReceivedTransferRemote(uint32 indexed origin, bytes32 indexed recipient, uint256 amount)',
    },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'SentTransferRemote') return [sent(context, event)];
      return event.name === 'ReceivedTransferRemote' ? [received(context, event)] : [];
    }),
};

/** The message of a router's event: the one with the same place among its kind. */
function messageOf(context: BridgeContext, event: BridgeEvent, mailbox: string) {
  const own = context.events.filter((other) => other.name === event.name);
  const messages = context.events.filter((other) => other.name === mailbox);
  return own.length === messages.length ? messages[own.indexOf(event)] : undefined;
}

function sent(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { from } = context.record;
  const message = messageOf(context, event, 'DispatchId');
  const other = counterpartOf(context, args['destination']);
  const amountBase = eventAmount(args['amount']);
  const own = tokenAsset(log.contract);
  const given = moveOf(context, amountBase, (t) => t.to === log.contract || t.asset === own);
  return legAt(
    context,
    { ...event, standing: message?.standing ?? event.standing },
    {
      role: 'source',
      ids: message ? [exactId(context, message.args['messageId'])] : [],
      ...other,
      sender: from && partyOf(from),
      recipient: declaredParty(other.counterpart, String(args['recipient'])),
      asset: given?.asset ?? own,
      amountBase,
      expects: { amountBase },
      transferKeys: given?.transferKeys,
    },
  );
}

function received(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const message = messageOf(context, event, 'ProcessId');
  const recipient = eventAccount(context.record.chain, `0x${String(args['recipient']).slice(26)}`);
  const got = gainOf(context, recipient);
  return legAt(
    context,
    { ...event, standing: message?.standing ?? event.standing },
    {
      role: 'destination',
      ids: message ? [exactId(context, message.args['messageId'])] : [],
      ...counterpartOf(context, args['origin']),
      recipient: partyOf(recipient),
      asset: got?.asset ?? tokenAsset(log.contract),
      amountBase: eventAmount(args['amount']),
      transferKeys: got?.transferKeys,
    },
  );
}
