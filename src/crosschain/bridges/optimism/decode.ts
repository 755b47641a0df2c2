import {
  AbiCoder,
  concat,
  dataSlice,
  encodeRlp,
  Interface,
  keccak256,
  stripZerosLeft,
  toBeHex,
} from 'ethers';
import type { Leg, LegId } from '../../../domain/leg.ts';
import { eventAccount, eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { carriedFacts } from '../carried-call.ts';
import { partyOf } from '../declared-party.ts';
import { laneOf } from '../lane.ts';
import { derivedId, exactId, legAt } from '../leg-builder.ts';
import { tokenMessageReader } from '../token-message.ts';
import { gainOf, restOf, spanBefore } from '../value-moves.ts';
import * as abi from './abi.ts';

const groups: Readonly<Record<string, string>> = {
  TransactionDeposited: 'portal',
  WithdrawalProven: 'portal',
  WithdrawalFinalized: 'portal',
  SentMessage: 'messenger',
  SentMessageExtension1: 'messenger',
  RelayedMessage: 'messenger',
  MessagePassed: 'messagePasser',
};

/** Calls by which the standard bridges tell one another what to pay out. */
const readTokenMessage = tokenMessageReader([
  'function finalizeDeposit(address sent, address paid, address from, address to, uint256 amount, bytes data)',
  'function finalizeBridgeERC20(address paid, address sent, address from, address to, uint256 amount, bytes data)',
  'function finalizeBridgeETH(address from, address to, uint256 amount, bytes data)',
  'function finalizeETHWithdrawal(address from, address to, uint256 amount, bytes data)',
  'function finalizeERC20Withdrawal(address paid, address sent, address from, address to, uint256 amount, bytes data)',
]);

const relayV0 = new Interface([
  'function relayMessage(address target, address sender, bytes message, uint256 nonce)',
]);
const relayV1 = new Interface([
  'function relayMessage(uint256 nonce, address sender, address target, uint256 value, uint256 minGasLimit, bytes message)',
]);

/**
 * OP-stack messengers and portals. The messenger repeats only a hash, which the sending side allows
 * to compute; a withdrawal carries its hash on both sides.
 */
export const family: BridgeFamily = {
  events: Object.values(abi).map((text) => {
    const name = /^event (\w+)/.exec(text)?.[1] ?? '';
    return { abi: text, group: groups[name] ?? 'standardBridge' };
  }),
  decode(context) {
    const isMessage = context.events.some((event) => event.name === 'SentMessage');
    return context.events.flatMap((event) => {
      if (event.name === 'SentMessage') return [sent(context, event)];
      if (event.name === 'MessagePassed' && !isMessage) return [passed(context, event)];
      if (event.name === 'TransactionDeposited' && !isMessage) return [deposited(context, event)];
      if (event.name === 'RelayedMessage') return [arrived(context, event)];
      const relayed = context.events.some((other) => other.name === 'RelayedMessage');
      return event.name === 'WithdrawalFinalized' && !relayed ? [arrived(context, event)] : [];
    });
  },
};

function sent(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const next = context.events.find(
    (other) => other.log.logIndex > log.logIndex && other.name === 'SentMessageExtension1',
  );
  const value = next?.log.contract === log.contract ? eventAmount(next.args['value']) : 0n;
  // On layer 2 the messenger has the message passed before it reports it.
  const passes = context.events
    .filter((other) => other.name === 'MessagePassed' && other.log.logIndex < log.logIndex)
    .at(-1);
  const withdrawal = passes ? [exactId(context, 'withdrawal', passes.args['withdrawalHash'])] : [];
  return messageLeg(context, event, {
    ids: [messageId(context, event, value), ...withdrawal],
    target: String(args['target']),
    message: String(args['message']),
    value,
  });
}

/** The top 16 bits of the nonce are the version of the hash (Hashing.hashCrossDomainMessage). */
function messageId(context: BridgeContext, { args }: BridgeEvent, value: bigint): LegId {
  const nonce = eventAmount(args['messageNonce']);
  const { target, sender, message, gasLimit } = args.toObject();
  const calldata =
    nonce >> 240n === 0n
      ? relayV0.encodeFunctionData('relayMessage', [target, sender, message, nonce])
      : relayV1.encodeFunctionData('relayMessage', [
          nonce,
          sender,
          target,
          value,
          gasLimit,
          message,
        ]);
  return derivedId(context, 'message', keccak256(calldata));
}

interface Message {
  readonly ids: readonly LegId[];
  readonly target: string;
  readonly message: string;
  readonly value: bigint;
}

function messageLeg(context: BridgeContext, event: BridgeEvent, said: Message): Leg {
  const lane = laneOf(context, event.log.contract);
  const tokens = readTokenMessage(said.message);
  const { target, message: call, value } = said;
  return legAt(context, event, {
    ...carriedFacts(context, { lane, target, call, value, tokens }),
    role: 'source',
    ids: said.ids,
  });
}

/** A withdrawal that did not go through the messenger. */
function passed(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  return messageLeg(context, event, {
    ids: [exactId(context, 'withdrawal', args['withdrawalHash'])],
    target: String(args['target']),
    message: String(args['data']),
    value: eventAmount(args['value']),
  });
}

/**
 * A deposit made at the portal itself: the hash of the layer 2 transaction follows from the log
 * (OP-stack specification, "Deposits"). opaqueData: mint, value, gas limit, creation flag, data.
 */
function deposited(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const opaque = String(args['opaqueData']);
  const [mint, value] = [dataSlice(opaque, 0, 32), dataSlice(opaque, 32, 64)];
  const [gas, creates] = [dataSlice(opaque, 64, 72), dataSlice(opaque, 72, 73)];
  const place = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'uint256'],
    [log.blockHash, log.logIndex],
  );
  const sourceHash = keccak256(concat([toBeHex(0, 32), keccak256(place)]));
  const fields = [
    sourceHash,
    String(args['from']),
    creates === '0x01' ? '0x' : String(args['to']),
    stripZerosLeft(mint),
    stripZerosLeft(value),
    stripZerosLeft(gas),
    '0x',
    dataSlice(opaque, 73),
  ];
  const hash = keccak256(concat(['0x7e', encodeRlp(fields)]));
  return messageLeg(context, event, {
    ids: [derivedId(context, 'tx', hash)],
    target: String(args['to']),
    message: dataSlice(opaque, 73),
    value: BigInt(mint) > BigInt(value) ? BigInt(mint) : BigInt(value),
  });
}

/** What a relayed message or a finalised withdrawal paid out, from the bridge events before it. */
function arrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { record } = context;
  const span = spanBefore(context.events, event);
  const payouts = context.events.filter(
    ({ name, log }) =>
      /^(?:Deposit|ETHBridge|ERC20Bridge|ETHWithdrawal|ERC20Withdrawal)Finalized$/.test(name) &&
      log.logIndex < event.log.logIndex &&
      log.logIndex > (span.after ?? -1),
  );
  const args = payouts.at(-1)?.args.toObject() ?? {};
  const named = args['to'] === undefined ? undefined : eventAccount(record.chain, args['to']);
  const got = named ? gainOf(context, named, span) : restOf(context, span);
  const recipient = named ?? got?.account;
  const hash = String(event.args.toObject()['msgHash'] ?? event.args.toObject()['withdrawalHash']);
  // On layer 1 the portal reports the withdrawal after the message that it carried.
  const proven = context.events.find(
    (other) => other.name === 'WithdrawalFinalized' && other.log.logIndex >= event.log.logIndex,
  );
  const withdrawal = proven ? [exactId(context, 'withdrawal', proven.args['withdrawalHash'])] : [];
  const message = event.name === 'RelayedMessage' ? [derivedId(context, 'message', hash)] : [];
  return legAt(context, event, {
    role: 'destination',
    ids: [...message, ...withdrawal],
    counterpart: laneOf(context, event.log.contract),
    recipient: recipient === undefined ? undefined : partyOf(recipient),
    asset: got?.asset,
    amountBase: args['amount'] === undefined ? got?.amountBase : eventAmount(args['amount']),
    transferKeys: got?.transferKeys,
  });
}
