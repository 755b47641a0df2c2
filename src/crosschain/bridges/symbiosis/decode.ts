import { solidityPackedKeccak256 } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { addressesOn, numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, derivedId, legAt } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

const request =
  '(bytes32 id, address indexed from, uint256 indexed chainID, address indexed revertableAddress, address to, uint256 amount, address token)';

/**
 * Symbiosis. The source has an internal id; the destination's id is the hash of it with the
 * contract and the chain there and the address that may revert, so the row must know the contract.
 */
export const family: BridgeFamily = {
  events: [
    { abi: `event SynthesizeRequest${request}`, group: 'portal' },
    { abi: `event BurnRequest${request}`, group: 'synthesis' },
    {
      abi: 'event SynthesizeCompleted(bytes32 indexed id, address indexed to, bytes32 indexed crossChainID, uint256 amount, uint256 bridgingFee, address token)',
      group: 'synthesis',
    },
    {
      abi: 'event BurnCompleted(bytes32 indexed id, bytes32 indexed crossChainID, address indexed to, uint256 amount, uint256 bridgingFee, address token)',
      group: 'portal',
    },
  ],
  decode: (context) =>
    context.events.map((event) =>
      event.name.endsWith('Request') ? source(context, event) : arrived(context, event),
    ),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const other = counterpartOf(context, args['chainID']);
  return legAt(context, event, {
    role: 'source',
    ids: externalIds(context, event, other.counterpart),
    ...other,
    sender: declaredParty(chain, String(args['from'])),
    recipient: declaredParty(other.counterpart, String(args['to'])),
    asset: eventAsset(chain, nativeAsset, args['token']),
    amountBase: eventAmount(args['amount']),
  });
}

/** One id for each contract that the row knows on the other chain. */
function externalIds(
  context: BridgeContext,
  { name, args }: BridgeEvent,
  chain: Leg['counterpart'],
) {
  if (!chain) return [];
  const group = name === 'SynthesizeRequest' ? 'synthesis' : 'portal';
  const types = ['bytes32', 'address', 'address', 'uint256'];
  return addressesOn(context.row, group, chain)
    .filter((contract) => contract.startsWith('0x'))
    .map((contract) => {
      const values = [args['id'], contract, args['revertableAddress'], args['chainID']];
      const hash = solidityPackedKeccak256(types, values);
      return derivedId(context, numberOf(context.row, chain), hash);
    });
}

function arrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const recipient = eventAccount(chain, args['to']);
  const got = gainOf(context, recipient);
  const net = eventAmount(args['amount']) - eventAmount(args['bridgingFee']);
  const own = numberOf(context.row, chain);
  return legAt(context, event, {
    role: 'destination',
    ids: own === undefined ? [] : [derivedId(context, own, args['id'])],
    recipient: partyOf(recipient),
    asset: got?.asset ?? eventAsset(chain, nativeAsset, args['token']),
    amountBase: got?.amountBase ?? net,
    transferKeys: got?.transferKeys,
  });
}
