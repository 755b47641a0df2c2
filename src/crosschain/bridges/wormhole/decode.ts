import { dataLength, dataSlice, zeroPadValue } from 'ethers';
import type { AccountId } from '../../../domain/caip.ts';
import type { Leg } from '../../../domain/leg.ts';
import { transferKey } from '../../../domain/transfer.ts';
import { eventAccount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { addressesOn, chainNumbered, numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf, tokenAccountParty } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, restOf } from '../value-moves.ts';

const published =
  'event LogMessagePublished(address indexed sender, uint64 sequence, uint32 nonce, bytes payload, uint8 consistencyLevel)';
const redeemed =
  'event TransferRedeemed(uint16 indexed emitterChainId, bytes32 indexed emitterAddress, uint64 indexed sequence)';

/** Wormhole token bridge: emitter chain, emitter and sequence name the message (VAA) on both sides. */
export const family: BridgeFamily = {
  events: [
    { abi: published, group: 'core' },
    { abi: redeemed, group: 'tokenBridge' },
  ],
  decode: (context) =>
    context.events.flatMap((event) =>
      event.name === 'TransferRedeemed' ? [destination(context, event)] : source(context, event),
    ),
};

/** Payload of a transfer: type, amount (at most 8 decimals), token, its chain, receiver, chain. */
function source(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { args } = event;
  const { record, row } = context;
  const payload = String(args['payload']);
  const type = dataLength(payload) >= 133 ? BigInt(dataSlice(payload, 0, 1)) : 0n;
  if (type !== 1n && type !== 3n) return []; // Another application's message.
  const emitter = eventAccount(record.chain, args['sender']);
  const known = addressesOn(row, 'tokenBridge', record.chain);
  if (known.length > 0 && !known.some((address) => emitter.endsWith(`:${address}`))) return [];
  const other = counterpartOf(context, BigInt(dataSlice(payload, 99, 101)));
  const tokenChain = chainNumbered(row, BigInt(dataSlice(payload, 65, 67)));
  const token = dataSlice(payload, 33, 65);
  const isBackHome = tokenChain === other.counterpart && tokenChain?.startsWith('eip155:');
  const own = numberOf(row, record.chain);
  const given = gainOf(context, emitter) ?? handedIn(context, emitter);
  return [
    legAt(context, event, {
      role: 'source',
      ids:
        own === undefined
          ? []
          : [exactId(context, own, zeroPadValue(String(args['sender']), 32), args['sequence'])],
      ...other,
      sender: record.from && partyOf(record.from),
      recipient: tokenAccountParty(declaredParty(other.counterpart, dataSlice(payload, 67, 99))),
      asset: given?.asset ?? ownToken(context, tokenChain, token),
      amountBase: given?.amountBase,
      ...(isBackHome && tokenChain
        ? { expects: { asset: eventAsset(tokenChain, undefined, dataSlice(token, 12)) } }
        : {}),
      transferKeys: given?.transferKeys,
    }),
  ];
}

/** A token that comes from elsewhere is burnt as it comes in: the bridge gains nothing of it. */
function handedIn(context: BridgeContext, emitter: AccountId) {
  const last = context
    .moves()
    .filter((t) => t.to === emitter)
    .at(-1);
  return last && { ...last, transferKeys: [transferKey(last)] };
}

/** A token that comes from this chain is locked under its own address. */
function ownToken({ record }: BridgeContext, tokenChain: Leg['counterpart'], token: string) {
  if (tokenChain !== record.chain) return undefined;
  return eventAsset(record.chain, record.nativeAsset, dataSlice(token, 12));
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const got = restOf(context) ?? (context.record.from && gainOf(context, context.record.from));
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['emitterChainId'], args['emitterAddress'], args['sequence'])],
    ...counterpartOf(context, args['emitterChainId']),
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
