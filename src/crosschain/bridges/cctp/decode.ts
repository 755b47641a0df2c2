import { concat, dataSlice, keccak256, toBeHex } from 'ethers';
import type { Leg, LegId } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset, tokenAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { chainNumbered, numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf, tokenAccountParty } from '../declared-party.ts';
import { counterpartOf, derivedId, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const burnV1 =
  'event DepositForBurn(uint64 indexed nonce, address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller)';
const burnV2 =
  'event DepositForBurn(address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller, uint256 maxFee, uint32 indexed minFinalityThreshold, bytes hookData)';
const sent = 'event MessageSent(bytes message)';
const receivedV1 =
  'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)';
const receivedV2 =
  'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)';
const mintV1 =
  'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken)';
const mintV2 =
  'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken, uint256 feeCollected)';

/**
 * Circle CCTP. Version 1 pairs by (source domain, nonce). Version 2 assigns the nonce off chain, so
 * both sides hash the message without what the attester fills in: the id is derived.
 */
export const family: BridgeFamily = {
  events: [
    { abi: burnV1, group: 'tokenMessenger' },
    { abi: burnV2, group: 'tokenMessenger' },
    { abi: sent, group: 'messageTransmitter' },
    { abi: receivedV1, group: 'messageTransmitter' },
    { abi: receivedV2, group: 'messageTransmitter' },
    { abi: mintV1, group: 'tokenMessenger' },
    { abi: mintV2, group: 'tokenMessenger' },
  ],
  decode(context) {
    return context.events.flatMap((event) => {
      if (event.name === 'DepositForBurn') return [burn(context, event)];
      if (event.name === 'MessageReceived') return mint(context, event);
      return [];
    });
  },
};

function burn(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain } = context.record;
  const other = counterpartOf(context, args['destinationDomain']);
  const recipient = declaredParty(other.counterpart, String(args['mintRecipient']));
  const amountBase = eventAmount(args['amount']);
  const maxFee = isV2(event) ? eventAmount(args['maxFee']) : 0n;
  return legAt(context, event, {
    role: 'source',
    ids: isV2(event) ? maskedId(context, event) : nonceId(context, event),
    ...other,
    sender: declaredParty(chain, String(args['depositor'])),
    recipient: tokenAccountParty(recipient),
    asset: eventAsset(chain, context.record.nativeAsset, args['burnToken']),
    amountBase,
    expects: isV2(event) ? { minimumBase: amountBase - maxFee } : { amountBase },
  });
}

/** Only version 1 has a nonce of 64 bits in its events. */
function isV2(event: BridgeEvent): boolean {
  return !event.signature.includes('uint64');
}

function nonceId(context: BridgeContext, event: BridgeEvent): LegId[] {
  const domain = numberOf(context.row, context.record.chain) ?? messageDomain(context, event);
  return domain === undefined ? [] : [exactId(context, 'v1', domain, event.args['nonce'])];
}

/** The domain of this chain as the message of the burn says it: bytes 4 to 8 of the header. */
function messageDomain(context: BridgeContext, event: BridgeEvent): string | undefined {
  const message = messageAfter(context, event);
  return message === undefined ? undefined : String(BigInt(dataSlice(message, 4, 8)));
}

/** The message that the transmitter sent for this burn: the one nearest before it in the logs. */
function messageAfter(context: BridgeContext, event: BridgeEvent): string | undefined {
  const before = context.events.filter(
    (other) => other.name === 'MessageSent' && other.log.logIndex < event.log.logIndex,
  );
  const message = before.at(-1)?.args['message'];
  return message === undefined ? undefined : String(message);
}

/** Header of version 2 is 148 bytes: source domain at 4, destination at 8, sender at 44. */
function maskedId(context: BridgeContext, event: BridgeEvent): LegId[] {
  const message = messageAfter(context, event);
  if (message === undefined) return [];
  const source = BigInt(dataSlice(message, 4, 8));
  const destination = BigInt(dataSlice(message, 8, 12));
  const hash = maskedHash(source, destination, dataSlice(message, 44, 76), dataSlice(message, 148));
  return [derivedId(context, 'v2', hash)];
}

/** Of the body, the attester fills in the fee (164 to 196) and the expiration (196 to 228). */
function maskedHash(source: bigint, destination: bigint, sender: string, body: string): string {
  const domains = [toBeHex(source, 4), toBeHex(destination, 4)];
  return keccak256(concat([...domains, sender, dataSlice(body, 0, 164), dataSlice(body, 228)]));
}

function mint(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { args } = event;
  const { chain } = context.record;
  const body = String(args['messageBody']);
  const minted = mintBefore(context, event);
  if (!minted) return []; // A message that mints nothing.
  const recipient = eventAccount(chain, minted.args['mintRecipient']);
  const gain = gainOf(context, recipient);
  const version2 = isV2(event);
  const own = numberOf(context.row, chain);
  const sender = String(args['sender']);
  const ids = !version2
    ? [exactId(context, 'v1', args['sourceDomain'], args['nonce'])]
    : own === undefined
      ? []
      : [
          derivedId(
            context,
            'v2',
            maskedHash(BigInt(args['sourceDomain']), BigInt(own), sender, body),
          ),
        ];
  const source = chainNumbered(context.row, args['sourceDomain']);
  return [
    legAt(context, event, {
      role: 'destination',
      ids,
      ...counterpartOf(context, args['sourceDomain']),
      sender: declaredParty(source, dataSlice(body, 100, 132)),
      recipient: partyOf(recipient),
      asset: tokenAsset(eventAccount(chain, minted.args['mintToken'])),
      amountBase: eventAmount(minted.args['amount']),
      transferKeys: gain?.transferKeys,
    }),
  ];
}

/** The mint of a message stands before its MessageReceived in the logs. */
function mintBefore(context: BridgeContext, event: BridgeEvent): BridgeEvent | undefined {
  const previous = context.events.filter(
    (other) => other.name === 'MessageReceived' && other.log.logIndex < event.log.logIndex,
  );
  const start = previous.at(-1)?.log.logIndex ?? -1;
  return context.events.find(
    (other) =>
      other.name === 'MintAndWithdraw' &&
      other.log.logIndex > start &&
      other.log.logIndex < event.log.logIndex,
  );
}
