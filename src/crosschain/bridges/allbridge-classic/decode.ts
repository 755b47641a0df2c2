import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf } from '../value-moves.ts';

/** Allbridge Classic names chains by four letters; the source chain and the lock pair the sides. */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event Sent(bytes4 tokenSource, bytes32 tokenSourceAddress, address sender, bytes32 indexed recipient, uint256 amount, uint128 indexed lockId, bytes4 destination)',
      group: 'bridge',
    },
    {
      abi: 'event Received(address indexed recipient, address token, uint256 amount, uint128 indexed lockId, bytes4 source)',
      group: 'bridge',
    },
  ],
  decode: (context) =>
    context.events.map((event) =>
      event.name === 'Sent' ? source(context, event) : destination(context, event),
    ),
};

function letters(bytes4: unknown): string {
  const hex = String(bytes4)
    .slice(2)
    .replace(/(?:00)+$/, '');
  return Buffer.from(hex, 'hex').toString('latin1');
}

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain } = context.record;
  const other = counterpartOf(context, letters(args['destination']));
  const own = numberOf(context.row, chain);
  const amountBase = eventAmount(args['amount']);
  const given = moveOf(context, amountBase, (t) => t.kind !== 'native');
  return legAt(context, event, {
    role: 'source',
    ids: own === undefined ? [] : [exactId(context, own, args['lockId'])],
    ...other,
    sender: declaredParty(chain, String(args['sender'])),
    recipient: declaredParty(other.counterpart, String(args['recipient'])),
    asset: given?.asset,
    amountBase,
    expects: { amountBase },
    transferKeys: given?.transferKeys,
  });
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const code = letters(args['source']);
  const recipient = eventAccount(chain, args['recipient']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, code, args['lockId'])],
    ...counterpartOf(context, code),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
