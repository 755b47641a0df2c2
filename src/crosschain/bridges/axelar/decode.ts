import type { Leg } from '../../../domain/leg.ts';
import { eventAmount } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { moveOf, restOf } from '../value-moves.ts';

/**
 * Axelar gateway. The approval on the other side names the source transaction and the hash of the
 * payload; it then binds them to a command, which another transaction executes and which pays out.
 */
export const family: BridgeFamily = {
  events: [
    'event ContractCallWithToken(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload, string symbol, uint256 amount)',
    'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
    'event TokenSent(address indexed sender, string destinationChain, string destinationAddress, string symbol, uint256 amount)',
    'event ContractCallApproved(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, bytes32 sourceTxHash, uint256 sourceEventIndex)',
    'event ContractCallApprovedWithMint(bytes32 indexed commandId, string sourceChain, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash, string symbol, uint256 amount, bytes32 sourceTxHash, uint256 sourceEventIndex)',
    'event Executed(bytes32 indexed commandId)',
  ].map((abi) => ({ abi, group: 'gateway' })),
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name.startsWith('ContractCallApproved')) return [approval(context, event)];
      return event.name === 'Executed' ? executed(context, event) : [source(context, event)];
    }),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, tx } = context.record;
  const other = counterpartOf(context, args['destinationChain']);
  const amount = args['amount'] === undefined ? undefined : eventAmount(args['amount']);
  const given =
    amount === undefined ? undefined : moveOf(context, amount, (t) => t.kind !== 'native');
  const to = args['destinationAddress'];
  return legAt(context, event, {
    role: 'source',
    ids: args['payloadHash'] === undefined ? [] : [exactId(context, tx, args['payloadHash'])],
    ...other,
    sender: declaredParty(chain, String(args['sender'])),
    // A call names the contract that handles it; who is paid is in a payload of the application's.
    recipient: to === undefined ? undefined : declaredParty(other.counterpart, String(to)),
    asset: given?.asset,
    amountBase: amount,
    expects: { amountBase: amount },
    transferKeys: given?.transferKeys,
  });
}

function approval(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  return legAt(context, event, {
    role: 'link',
    ids: [
      exactId(context, args['sourceTxHash'], args['payloadHash']),
      exactId(context, 'command', args['commandId']),
    ],
    ...counterpartOf(context, args['sourceChain']),
  });
}

/** Every command is reported as executed, approvals too: those that moved nothing are no payout. */
function executed(context: BridgeContext, event: BridgeEvent): Leg[] {
  const got = restOf(context);
  const isApproval = context.events.some(
    (other) =>
      other.name.startsWith('ContractCallApproved') &&
      other.args['commandId'] === event.args['commandId'],
  );
  if (!got || isApproval) return [];
  return [
    legAt(context, event, {
      role: 'destination',
      ids: [exactId(context, 'command', event.args['commandId'])],
      recipient: partyOf(got.account),
      asset: got.asset,
      amountBase: got.amountBase,
      transferKeys: got.transferKeys,
    }),
  ];
}
