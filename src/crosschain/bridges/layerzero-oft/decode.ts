import { dataLength, dataSlice } from 'ethers';
import type { Leg, LegId } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, tokenAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { numberOf, standingOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf, type SeenValue } from '../value-moves.ts';

const packetSent = 'event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)';
const packetVerified =
  'event PacketVerified((uint32 srcEid, bytes32 sender, uint64 nonce) origin, address receiver, bytes32 payloadHash)';
const packetDelivered =
  'event PacketDelivered((uint32 srcEid, bytes32 sender, uint64 nonce) origin, address receiver)';
const oftSent =
  'event OFTSent(bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD)';
const oftReceived =
  'event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD)';
const busRode = 'event BusRode(uint32 dstEid, uint72 ticketId, uint80 fare, bytes passenger)';
const busDriven =
  'event BusDriven(uint32 dstEid, uint72 startTicketId, uint8 numPassengers, bytes32 guid)';

/** More passengers than this in one bus are not believed; Stargate's buses hold far fewer. */
const passengersMax = 255;

/**
 * LayerZero v2 tokens: OFT, USDT0, Stargate v2. A transfer of its own (a taxi) has a guid on both
 * sides. A bus ride has a ticket first; the bus that is driven later ties tickets to one guid.
 * Any token may be an OFT, so the standing of a leg is that of the endpoint in the transaction.
 */
export const family: BridgeFamily = {
  events: [
    { abi: packetSent, group: 'endpoint' },
    { abi: packetVerified, group: 'endpoint' },
    { abi: packetDelivered, group: 'endpoint' },
    { abi: oftSent },
    { abi: oftReceived },
    { abi: busRode, group: 'tokenMessaging' },
    { abi: busDriven, group: 'tokenMessaging' },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'OFTSent') return [sent(context, event)];
      if (event.name === 'OFTReceived') return [received(context, event)];
      return event.name === 'BusDriven' ? [driven(context, event)] : [];
    }),
};

function standingBy(
  context: BridgeContext,
  event: BridgeEvent,
  names: readonly string[],
): BridgeEvent {
  const endpoint = context.events.find((other) => names.includes(other.name));
  return endpoint ? { ...event, standing: endpoint.standing } : event;
}

function sent(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const guid = String(args['guid']);
  const isTaxi = !/^0x0+$/.test(guid);
  const ride = isTaxi ? undefined : rideAfter(context, event);
  const other = counterpartOf(context, args['dstEid']);
  const receiver = isTaxi
    ? receiverOf(context, guid)
    : ride && dataSlice(String(ride.args['passenger']), 2, 34);
  const amountBase = eventAmount(args['amountSentLD']);
  const given = givenIn(context, event, amountBase);
  const ids = isTaxi
    ? [exactId(context, 'guid', guid)]
    : ride
      ? [ticketId(context, args['dstEid'], eventAmount(ride.args['ticketId']))]
      : [];
  return legAt(context, standingBy(context, event, ['PacketSent', 'BusRode']), {
    role: 'source',
    ids,
    ...other,
    sender: declaredParty(context.record.chain, String(args['fromAddress'])),
    recipient: receiver === undefined ? undefined : declaredParty(other.counterpart, receiver),
    asset: given?.asset ?? tokenAsset(log.contract),
    amountBase,
    expects: { amountBase: eventAmount(args['amountReceivedLD']) },
    transferKeys: given?.transferKeys,
  });
}

/** Into the pool or adapter, or burnt by the token itself. */
function givenIn(
  context: BridgeContext,
  { log }: BridgeEvent,
  amountBase: bigint,
): SeenValue | undefined {
  const own = tokenAsset(log.contract);
  return moveOf(context, amountBase, (t) => t.to === log.contract || t.asset === own);
}

/** Payload: 113 bytes of header, with the sender at 13 and the guid at 81, then the message. */
function receiverOf(context: BridgeContext, guid: string): string | undefined {
  for (const { name, args } of context.events) {
    if (name !== 'PacketSent') continue;
    const payload = String(args['encodedPayload']);
    if (dataLength(payload) < 145 || dataSlice(payload, 81, 113) !== guid) continue;
    const message = dataSlice(payload, 113);
    const isTaxi = isOfStargate(context, dataSlice(payload, 25, 45)) || hasTaxiShape(message);
    return isTaxi ? dataSlice(message, 3, 35) : dataSlice(message, 0, 32);
  }
  return undefined;
}

function isOfStargate({ record, row }: BridgeContext, sender: string): boolean {
  return standingOf(row, 'tokenMessaging', record.chain, sender) === 'listed';
}

/**
 * A taxi's message is 1, the asset (2 bytes), the receiver (32) and the amount (8), with no sender;
 * a token's begins with the receiver, which on EVM chains begins with zeros.
 */
function hasTaxiShape(message: string): boolean {
  return dataLength(message) >= 43 && /^0x01[0-9a-f]{4}0{24}/.test(message);
}

function rideAfter(context: BridgeContext, event: BridgeEvent): BridgeEvent | undefined {
  const rides = context.events.filter((other) => other.name === 'BusRode');
  const before = rides.filter((ride) => ride.log.logIndex < event.log.logIndex).at(-1);
  return before ?? rides[0];
}

function ticketId(context: BridgeContext, dstEid: unknown, ticket: bigint): LegId {
  const own = numberOf(context.row, context.record.chain) ?? context.record.chain;
  return exactId(context, 'ticket', own, dstEid, ticket);
}

function driven(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const count = Math.min(Number(args['numPassengers']), passengersMax);
  const start = eventAmount(args['startTicketId']);
  const tickets = Array.from({ length: count }, (_, index) =>
    ticketId(context, args['dstEid'], start + BigInt(index)),
  );
  return legAt(context, event, {
    role: 'link',
    ids: [exactId(context, 'guid', args['guid']), ...tickets],
    ...counterpartOf(context, args['dstEid']),
  });
}

function received(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain } = context.record;
  const recipient = eventAccount(chain, args['toAddress']);
  const amountBase = eventAmount(args['amountReceivedLD']);
  const got = moveOf(context, amountBase, (t) => t.to === recipient) ?? gainOf(context, recipient);
  return legAt(context, standingBy(context, event, ['PacketDelivered']), {
    role: 'destination',
    ids: [exactId(context, 'guid', args['guid'])],
    ...counterpartOf(context, args['srcEid']),
    recipient: partyOf(recipient),
    asset: got?.asset ?? tokenAsset(log.contract),
    amountBase,
    transferKeys: got?.transferKeys,
  });
}
