import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

/**
 * Celer cBridge v2 pools, and its pegged tokens. Each source has an id that the destination repeats
 * as `srcTransferId` or `refId`.
 */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event Send(bytes32 transferId, address sender, address receiver, address token, uint256 amount, uint64 dstChainId, uint64 nonce, uint32 maxSlippage)',
      group: 'pool',
    },
    {
      abi: 'event Relay(bytes32 transferId, address sender, address receiver, address token, uint256 amount, uint64 srcChainId, bytes32 srcTransferId)',
      group: 'pool',
    },
    {
      abi: 'event WithdrawDone(bytes32 withdrawId, uint64 seqnum, address receiver, address token, uint256 amount, bytes32 refid)',
      group: 'pool',
    },
    {
      abi: 'event Deposited(bytes32 depositId, address depositor, address token, uint256 amount, uint64 mintChainId, address mintAccount)',
      group: 'originalTokenVault',
    },
    {
      abi: 'event Deposited(bytes32 depositId, address depositor, address token, uint256 amount, uint64 mintChainId, address mintAccount, uint64 nonce)',
      group: 'originalTokenVault',
    },
    {
      abi: 'event Withdrawn(bytes32 withdrawId, address receiver, address token, uint256 amount, uint64 refChainId, bytes32 refId, address burnAccount)',
      group: 'originalTokenVault',
    },
    {
      abi: 'event Mint(bytes32 mintId, address token, address account, uint256 amount, uint64 refChainId, bytes32 refId, address depositor)',
      group: 'peggedTokenBridge',
    },
    {
      abi: 'event Burn(bytes32 burnId, address token, address account, uint256 amount, address withdrawAccount)',
      group: 'peggedTokenBridge',
    },
    {
      abi: 'event Burn(bytes32 burnId, address token, address account, uint256 amount, uint64 toChainId, address toAccount, uint64 nonce)',
      group: 'peggedTokenBridge',
    },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'WithdrawDone') return refunded(context, event);
      const isSource = /^(?:Send|Deposited|Burn)$/.test(event.name);
      return [isSource ? source(context, event) : arrived(context, event)];
    }),
};

/** A transfer that was not relayed is withdrawn by its sender; without a reference it is liquidity. */
function refunded(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  if (/^0x0+$/.test(String(args['refid']))) return [];
  const recipient = eventAccount(chain, args['receiver']);
  return [
    legAt(context, event, {
      role: 'refund',
      ids: [exactId(context, args['refid'])],
      recipient: partyOf(recipient),
      asset: eventAsset(chain, nativeAsset, args['token']),
      amountBase: eventAmount(args['amount']),
      transferKeys: gainOf(context, recipient)?.transferKeys,
    }),
  ];
}

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const number = args['dstChainId'] ?? args['mintChainId'] ?? args['toChainId'];
  // The first pegged bridge burns towards the one chain of the original token: it names none.
  const other = number === undefined ? undefined : counterpartOf(context, number);
  const to =
    args['receiver'] ?? args['mintAccount'] ?? args['toAccount'] ?? args['withdrawAccount'];
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, args['transferId'] ?? args['depositId'] ?? args['burnId'])],
    ...other,
    sender: declaredParty(chain, String(args['sender'] ?? args['depositor'] ?? args['account'])),
    recipient: declaredParty(other?.counterpart, String(to)),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['amount']),
  });
}

function arrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['receiver'] ?? args['account']);
  const got = gainOf(context, recipient);
  const amountBase = eventAmount(args['amount']);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['srcTransferId'] ?? args['refId'])],
    ...counterpartOf(context, args['srcChainId'] ?? args['refChainId']),
    recipient: partyOf(recipient),
    // Wrapped coins may be paid out unwrapped.
    asset:
      got?.amountBase === amountBase ? got.asset : eventAsset(chain, nativeAsset, args['token']),
    amountBase,
    transferKeys: got?.transferKeys,
  });
}
