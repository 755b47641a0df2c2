import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset, tokenAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { derivedId, exactId, legAt } from '../leg-builder.ts';
import { gainOf, restOf, spanBefore } from '../value-moves.ts';
import { burnLegs, concernsBurn, exitedBurnId } from './exit.ts';
import { ethereum, polygon } from './lanes.ts';
import { depositOf } from './state-sync.ts';

/**
 * Polygon PoS. Deposits pair by the number of the state sync, the older plasma ones by the number of
 * the deposit. An exit proves one burn: both sides allow to compute block, token, holder and amount.
 */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event StateSynced(uint256 indexed id, address indexed contractAddress, bytes data)',
      group: 'stateSender',
    },
    { abi: 'event StateCommitted(uint256 indexed stateId, bool success)', group: 'stateReceiver' },
    {
      abi: 'event LockedERC20(address indexed depositor, address indexed depositReceiver, address indexed rootToken, uint256 amount)',
      group: 'predicate',
    },
    {
      abi: 'event LockedEther(address indexed depositor, address indexed depositReceiver, uint256 amount)',
      group: 'predicate',
    },
    {
      abi: 'event ExitedERC20(address indexed exitor, address indexed rootToken, uint256 amount)',
      group: 'predicate',
    },
    { abi: 'event ExitedEther(address indexed exitor, uint256 amount)', group: 'predicate' },
    {
      abi: 'event NewDepositBlock(address indexed owner, address indexed token, uint256 amountOrNFTId, uint256 depositBlockId)',
      group: 'depositManager',
    },
    {
      abi: 'event TokenDeposited(address indexed rootToken, address indexed childToken, address indexed user, uint256 amount, uint256 depositCount)',
      group: 'childChain',
    },
  ],
  concerns: concernsBurn,
  decode(context) {
    const legs = context.events.flatMap((event) => readers[event.name]?.(context, event) ?? []);
    return [...legs, ...burnLegs(context)];
  },
};

const readers: Readonly<
  Record<string, (context: BridgeContext, event: BridgeEvent) => Leg | readonly Leg[]>
> = {
  StateSynced: synced,
  StateCommitted: committed,
  ExitedERC20: exited,
  ExitedEther: exited,
  NewDepositBlock: plasmaSource,
  TokenDeposited: plasmaArrived,
};

/** The lock stands before its state sync; what it locked is also in the message itself. */
function synced(context: BridgeContext, event: BridgeEvent): readonly Leg[] {
  const { chain, nativeAsset, from } = context.record;
  const locks = context.events.filter(
    ({ name, log }) => name.startsWith('Locked') && log.logIndex < event.log.logIndex,
  );
  const lock = locks.at(-1)?.args;
  const message = depositOf(String(event.args['data']));
  const to = lock?.['depositReceiver'] ?? message?.to;
  if (to === undefined) return []; // Another application's message.
  const token = lock ? lock['rootToken'] : message?.token;
  const amountBase = lock ? eventAmount(lock['amount']) : message?.amountBase;
  return [
    legAt(context, event, {
      role: 'source',
      ids: [exactId(context, 'state', event.args['id'])],
      counterpart: polygon,
      sender: lock ? declaredParty(chain, String(lock['depositor'])) : from && partyOf(from),
      recipient: declaredParty(polygon, String(to)),
      asset: token === undefined ? nativeAsset : eventAsset(chain, nativeAsset, token),
      amountBase,
      expects: { amountBase },
    }),
  ];
}

function committed(context: BridgeContext, event: BridgeEvent): Leg {
  const got = restOf(context, spanBefore(context.events, event));
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'state', event.args['stateId'])],
    counterpart: ethereum,
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}

function plasmaSource(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset, from } = context.record;
  const amountBase = eventAmount(args['amountOrNFTId']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, 'deposit', args['depositBlockId'])],
    counterpart: polygon,
    sender: from && partyOf(from),
    recipient: declaredParty(polygon, String(args['owner'])),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase,
    expects: { amountBase },
  });
}

/** The native coin of the chain as a contract. */
const nativeContract = '0x0000000000000000000000000000000000001010';

function plasmaArrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['user']);
  const isNative = String(args['childToken']).toLowerCase() === nativeContract;
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, 'deposit', args['depositCount'])],
    counterpart: ethereum,
    recipient: partyOf(recipient),
    asset: isNative ? nativeAsset : tokenAsset(eventAccount(chain, args['childToken'])),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}

function exited(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset, input } = context.record;
  const recipient = eventAccount(chain, args['exitor']);
  const token = args['rootToken'];
  const burn = input === undefined ? undefined : exitedBurnId(input);
  return legAt(context, event, {
    role: 'destination',
    ids: burn === undefined ? [] : [derivedId(context, 'exit', burn)],
    counterpart: polygon,
    recipient: partyOf(recipient),
    asset: token === undefined ? nativeAsset : eventAsset(chain, nativeAsset, token),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
