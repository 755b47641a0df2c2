import { AbiCoder, dataSlice } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const swap =
  'event Swap(uint16 chainId, uint256 dstPoolId, address from, uint256 amountSD, uint256 eqReward, uint256 eqFee, uint256 protocolFee, uint256 lpFee)';
const swapRemote =
  'event SwapRemote(address to, uint256 amountSD, uint256 protocolFee, uint256 dstFee)';
const packet = 'event Packet(bytes payload)';
const packetReceived =
  'event PacketReceived(uint16 indexed srcChainId, bytes srcAddress, address indexed dstAddress, uint64 nonce, bytes32 payloadHash)';

/** Stargate v1 over LayerZero v1: the packet's lane and nonce pair the two sides. */
export const family: BridgeFamily = {
  events: [
    { abi: swap, group: 'pool' },
    { abi: swapRemote, group: 'pool' },
    { abi: packet },
    { abi: packetReceived },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'Swap') return [source(context, event)];
      return event.name === 'SwapRemote' ? [destination(context, event)] : [];
    }),
};

interface Packet {
  readonly id: readonly unknown[];
  readonly recipient: string | undefined;
}

/** nonce (8 bytes), source chain (2), source contract (20), chain (2), contract (20), payload. */
function packetOf(data: string): Packet {
  const at = (from: number, to: number) => BigInt(dataSlice(data, from, to));
  return {
    id: [at(8, 10), dataSlice(data, 10, 30), at(30, 32), dataSlice(data, 32, 52), at(0, 8)],
    recipient: recipientOf(dataSlice(data, 52)),
  };
}

/** A swap's payload: type 1, pools, gas, credits, amounts, then the receiver as bytes. */
function recipientOf(payload: string): string | undefined {
  const types = 'uint8,uint256,uint256,uint256,uint256[2],uint256[6],bytes,bytes'.split(',');
  if (BigInt(dataSlice(payload, 0, 32)) !== 1n) return undefined;
  return String(AbiCoder.defaultAbiCoder().decode(types, payload)[6]);
}

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { from } = context.record;
  const sent = context.events.find(
    (other) => other.name === 'Packet' && other.log.logIndex > log.logIndex,
  );
  const parsed = sent && packetOf(String(sent.args['payload']));
  const other = counterpartOf(context, args['chainId']);
  const given = gainOf(context, log.contract);
  return legAt(context, event, {
    role: 'source',
    ids: parsed ? [exactId(context, ...parsed.id)] : [],
    ...other,
    sender: from && partyOf(from),
    recipient: parsed?.recipient ? declaredParty(other.counterpart, parsed.recipient) : undefined,
    asset: given?.asset,
    amountBase: given?.amountBase,
    transferKeys: given?.transferKeys,
  });
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { chain } = context.record;
  const packets = context.events.filter((other) => other.name === 'PacketReceived');
  const args = packets.at(-1)?.args;
  const own = numberOf(context.row, chain);
  const isNumbered = args !== undefined && own !== undefined;
  const recipient = eventAccount(chain, event.args['to']);
  const got = gainOf(context, recipient);
  return legAt(context, event, {
    role: 'destination',
    ids: isNumbered
      ? [
          exactId(
            context,
            args['srcChainId'],
            dataSlice(String(args['srcAddress']), 0, 20),
            own,
            args['dstAddress'],
            args['nonce'],
          ),
        ]
      : [],
    ...(args === undefined ? {} : counterpartOf(context, args['srcChainId'])),
    recipient: partyOf(recipient),
    asset: got?.asset,
    amountBase: got?.amountBase ?? eventAmount(event.args['amountSD']),
    transferKeys: got?.transferKeys,
  });
}
