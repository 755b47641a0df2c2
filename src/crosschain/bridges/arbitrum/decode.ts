import {
  concat,
  dataSlice,
  encodeRlp,
  Interface,
  keccak256,
  stripZerosLeft,
  toBeHex,
} from 'ethers';
import type { ChainId } from '../../../domain/caip.ts';
import type { Leg, LegId } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { carriedFacts } from '../carried-call.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { laneOf } from '../lane.ts';
import { derivedId, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf, restOf, spanBefore } from '../value-moves.ts';

const delivered =
  'event MessageDelivered(uint256 indexed messageIndex, bytes32 indexed beforeInboxAcc, address inbox, uint8 kind, address sender, bytes32 messageDataHash, uint256 baseFeeL1, uint64 timestamp)';
const inboxDelivered = 'event InboxMessageDelivered(uint256 indexed messageNum, bytes data)';
const redeemScheduled =
  'event RedeemScheduled(bytes32 indexed ticketId, bytes32 indexed retryTxHash, uint64 indexed sequenceNum, uint64 donatedGas, address gasDonor, uint256 maxRefund, uint256 submissionFeeRefund)';
const depositInitiated =
  'event DepositInitiated(address l1Token, address indexed _from, address indexed _to, uint256 indexed _sequenceNumber, uint256 _amount)';
const depositFinalized =
  'event DepositFinalized(address indexed l1Token, address indexed _from, address indexed _to, uint256 _amount)';
const l2ToL1Tx =
  'event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data)';
const withdrawalInitiated =
  'event WithdrawalInitiated(address l1Token, address indexed _from, address indexed _to, uint256 indexed _l2ToL1Id, uint256 _exitNum, uint256 _amount)';
const outboxExecuted =
  'event OutBoxTransactionExecuted(address indexed to, address indexed l2Sender, uint256 indexed zero, uint256 transactionIndex)';
const withdrawalFinalized =
  'event WithdrawalFinalized(address l1Token, address indexed _from, address indexed _to, uint256 indexed _exitNum, uint256 _amount)';

/** The gateway of a withdrawal calls its twin; here the pair is read when the event is missing. */
const finalizeInbound = new Interface([
  'function finalizeInboundTransfer(address token, address from, address to, uint256 amount, bytes data)',
]);

/** Kinds of delayed inbox messages that carry value of a user (Nitro, arbostypes). */
const submitRetryable = 9;
const ethDeposit = 12;

/**
 * Arbitrum. Exits pair by the position in the outbox; deposits by the hash of the layer 2
 * transaction, which the inbox message determines, and the redeem that it schedules.
 */
export const family: BridgeFamily = {
  events: [
    { abi: delivered, group: 'bridge' },
    { abi: inboxDelivered, group: 'inbox' },
    { abi: redeemScheduled, group: 'arbRetryableTx' },
    { abi: depositInitiated },
    { abi: depositFinalized },
    { abi: l2ToL1Tx, group: 'arbSys' },
    { abi: withdrawalInitiated },
    { abi: outboxExecuted, group: 'outbox' },
    { abi: withdrawalFinalized },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      switch (event.name) {
        case 'MessageDelivered':
          return deposit(context, event);
        case 'RedeemScheduled':
          return [redeem(context, event)];
        case 'DepositFinalized':
          return [depositArrived(context, event)];
        case 'L2ToL1Tx':
          return [exit(context, event)];
        case 'OutBoxTransactionExecuted':
          return [exitArrived(context, event)];
        default:
          return [];
      }
    }),
};

function find(context: BridgeContext, name: string, field: string, value: unknown) {
  return context.events.find(
    (event) => event.name === name && eventAmount(event.args[field]) === eventAmount(value),
  );
}

function deposit(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { args, log } = event;
  const inbox = find(context, 'InboxMessageDelivered', 'messageNum', args['messageIndex']);
  const kind = Number(args['kind']);
  const data = inbox === undefined ? undefined : String(inbox.args['data']);
  if (data === undefined || (kind !== submitRetryable && kind !== ethDeposit)) return [];
  const lane = laneOf(context, log.contract);
  const gateway = find(context, 'DepositInitiated', '_sequenceNumber', args['messageIndex']);
  const plain = kind === ethDeposit ? ethDepositOf(data) : retryableOf(data);
  const hash = lane === undefined ? undefined : layer2Hash(lane, event, kind, data);
  const { to: target, call, value } = plain;
  return [
    legAt(context, event, {
      ...(gateway
        ? gatewayFacts(context, lane, gateway)
        : carriedFacts(context, { lane, target, call, value, tokens: undefined })),
      role: 'source',
      ids: hash === undefined ? [] : [derivedId(context, lane, 'tx', hash)],
    }),
  ];
}

function gatewayFacts(context: BridgeContext, lane: ChainId | undefined, { args }: BridgeEvent) {
  const { chain, nativeAsset, from } = context.record;
  const amountBase = eventAmount(args['_amount']);
  return {
    counterpart: lane,
    sender: from && partyOf(from),
    recipient: declaredParty(lane, String(args['_to'])),
    asset: eventAsset(chain, nativeAsset, args['l1Token']),
    amountBase,
    expects: { amountBase },
  };
}

/** Body of an ETH deposit: destination (20 bytes), value (32). */
function ethDepositOf(data: string) {
  return { to: dataSlice(data, 0, 20), value: BigInt(dataSlice(data, 20, 52)), call: '0x' };
}

/** Words of a retryable: to, call value, deposit, submission fee, refunds, gas, fee cap, length. */
function retryableOf(data: string) {
  const word = (index: number) => dataSlice(data, index * 32, index * 32 + 32);
  return {
    to: dataSlice(word(0), 12),
    value: BigInt(word(1)),
    deposit: word(2),
    submissionFee: word(3),
    feeRefund: dataSlice(word(4), 12),
    beneficiary: dataSlice(word(5), 12),
    gas: word(6),
    feeCap: word(7),
    call: dataSlice(data, 288),
  };
}

/** Hash of the transaction that the message becomes: type 0x69 for a retryable, 0x64 for ETH. */
function layer2Hash(lane: ChainId, { args }: BridgeEvent, kind: number, data: string): string {
  const number = stripZerosLeft(toBeHex(BigInt(lane.slice('eip155:'.length))));
  const request = toBeHex(eventAmount(args['messageIndex']), 32);
  const sender = String(args['sender']);
  if (kind === ethDeposit) {
    const { to, value } = ethDepositOf(data);
    const fields = [number, request, sender, to, stripZerosLeft(toBeHex(value))];
    return keccak256(concat(['0x64', encodeRlp(fields)]));
  }
  const r = retryableOf(data);
  const fields = [
    number,
    request,
    sender,
    stripZerosLeft(toBeHex(eventAmount(args['baseFeeL1']))),
    stripZerosLeft(r.deposit),
    stripZerosLeft(r.feeCap),
    stripZerosLeft(r.gas),
    /^0x0+$/.test(r.to) ? '0x' : r.to,
    stripZerosLeft(toBeHex(r.value)),
    r.beneficiary,
    stripZerosLeft(r.submissionFee),
    r.feeRefund,
    r.call,
  ];
  return keccak256(concat(['0x69', encodeRlp(fields)]));
}

/** The ticket is the submission's hash; the redeem that it schedules is another transaction. */
function redeem(context: BridgeContext, { args, ...event }: BridgeEvent): Leg {
  const { chain } = context.record;
  const id = (hash: unknown): LegId => derivedId(context, chain, 'tx', hash);
  return legAt(
    context,
    { ...event, args },
    {
      role: 'link',
      ids: [id(args['ticketId']), id(args['retryTxHash'])],
    },
  );
}

function depositArrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { record, row } = context;
  const recipient = eventAccount(record.chain, event.args['_to']);
  const got = gainOf(context, recipient);
  return legAt(context, event, {
    role: 'destination',
    ids: [derivedId(context, record.chain, 'tx', record.tx)],
    counterpart: row.home,
    recipient: partyOf(recipient),
    asset: got?.asset,
    amountBase: eventAmount(event.args['_amount']),
    transferKeys: got?.transferKeys,
  });
}

function exit(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { record, row } = context;
  const gateway = find(context, 'WithdrawalInitiated', '_l2ToL1Id', args['position']);
  const call = finalizeInbound.parseTransaction({ data: String(args['data']) })?.args.toObject();
  const said = { lane: row.home, target: String(args['destination']), call: String(args['data']) };
  const told = gateway
    ? { token: gateway.args['l1Token'], to: gateway.args['_to'], amount: gateway.args['_amount'] }
    : call && { token: call['token'], to: call['to'], amount: call['amount'] };
  return legAt(context, event, {
    ...(told
      ? toldExit(context, told)
      : carriedFacts(context, {
          ...said,
          value: eventAmount(args['callvalue']),
          tokens: undefined,
        })),
    role: 'source',
    ids: [exactId(context, record.chain, 'exit', args['position'])],
    counterpart: row.home,
    sender: record.from && partyOf(record.from),
  });
}

/** Tokens that an exit of a gateway pays out on layer 1, as its event or its call says. */
function toldExit(
  context: BridgeContext,
  told: Readonly<Record<'token' | 'to' | 'amount', unknown>>,
) {
  const { home } = context.row;
  const amountBase = eventAmount(told.amount);
  const given = moveOf(context, amountBase, (t) => t.kind !== 'native');
  return {
    recipient: declaredParty(home, String(told.to)),
    asset: given?.asset,
    amountBase,
    expects: { amountBase, asset: home && eventAsset(home, undefined, told.token) },
    transferKeys: given?.transferKeys,
  };
}

function exitArrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { record } = context;
  const lane = laneOf(context, event.log.contract);
  // The call that the outbox makes logs after the outbox's own event.
  const next = context.events.find(
    (other) => other.name === 'WithdrawalFinalized' && other.log.logIndex > event.log.logIndex,
  );
  const named = next?.args['_to'] ?? event.args['to'];
  const account = eventAccount(record.chain, named);
  const got = gainOf(context, account) ?? restOf(context, spanBefore([], event));
  return legAt(context, event, {
    role: 'destination',
    // Without the lane a position names exits of every chain that has an outbox.
    ids: lane === undefined ? [] : [exactId(context, lane, 'exit', event.args['transactionIndex'])],
    counterpart: lane,
    recipient: partyOf(next ? account : (got?.account ?? account)),
    asset: got?.asset,
    amountBase: next ? eventAmount(next.args['_amount']) : got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
