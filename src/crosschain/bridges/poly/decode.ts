import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

/**
 * Poly Network. The manager's number of the transfer, which counts anew on each chain, is on both
 * sides; the lock proxies beside it tell the asset and who receives.
 */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event CrossChainEvent(address indexed sender, bytes txId, address proxyOrAssetContract, uint64 toChainId, bytes toContract, bytes rawdata)',
    },
    {
      abi: 'event VerifyHeaderAndExecuteTxEvent(uint64 fromChainID, bytes toContract, bytes crossChainTxHash, bytes fromChainTxHash)',
    },
    {
      abi: 'event LockEvent(address fromAssetHash, address fromAddress, uint64 toChainId, bytes toAssetHash, bytes toAddress, uint256 amount)',
      group: 'lockProxy',
    },
    {
      abi: 'event UnlockEvent(address toAssetHash, address toAddress, uint256 amount)',
      group: 'lockProxy',
    },
  ],
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'LockEvent') return [source(context, event)];
      return event.name === 'UnlockEvent' ? [destination(context, event)] : [];
    }),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const manager = context.events.find((other) => other.name === 'CrossChainEvent');
  const own = numberOf(context.row, chain);
  const other = counterpartOf(context, args['toChainId']);
  const there = String(args['toAssetHash']);
  const amountBase = eventAmount(args['amount']);
  return legAt(context, event, {
    role: 'source',
    ids: manager && own !== undefined ? [exactId(context, own, manager.args['txId'])] : [],
    ...other,
    sender: declaredParty(chain, String(args['fromAddress'])),
    recipient: declaredParty(other.counterpart, String(args['toAddress'])),
    asset: eventAsset(chain, nativeAsset, args['fromAssetHash']),
    amountBase,
    expects: {
      asset:
        other.counterpart?.startsWith('eip155:') && there.length === 42
          ? eventAsset(other.counterpart, undefined, there)
          : undefined,
    },
  });
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const manager = context.events.find((other) => other.name.startsWith('VerifyHeader'));
  const recipient = eventAccount(chain, args['toAddress']);
  const number = manager?.args['fromChainID'];
  return legAt(context, event, {
    role: 'destination',
    ids: manager ? [exactId(context, number, manager.args['fromChainTxHash'])] : [],
    ...(manager ? counterpartOf(context, number) : {}),
    recipient: partyOf(recipient),
    asset: eventAsset(chain, nativeAsset, args['toAssetHash']),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}
