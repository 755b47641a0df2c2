import { solidityPackedKeccak256 } from 'ethers';
import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { addressesOn, numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, derivedId, legAt } from '../leg-builder.ts';
import { gainOf, restOf } from '../value-moves.ts';

const request =
  '(bytes32 id, address indexed from, uint256 indexed chainID, address indexed revertableAddress, address to, uint256 amount, address token)';

const reverted =
  '(bytes32 indexed id, address indexed to, uint256 amount, uint256 bridgingFee, address token)';

/**
 * Symbiosis. The source has an internal id; the destination's id is the hash of it with the
 * contract and the chain there and the address that may revert, so the row must know the contract.
 * A transfer that is reverted comes back under that same id. What is told as paid is less the fee.
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
    { abi: `event RevertSynthesizeCompleted${reverted}`, group: 'portal' },
    { abi: `event RevertBurnCompleted${reverted}`, group: 'synthesis' },
  ],
  decode: (context) => context.events.flatMap((event) => legOf(context, event) ?? []),
};

function legOf(context: BridgeContext, event: BridgeEvent): Leg | undefined {
  if (event.name.endsWith('Request')) return source(context, event);
  return event.name.startsWith('Revert') ? refund(context, event) : arrived(context, event);
}

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
    .flatMap((contract) => {
      const values = [args['id'], contract, args['revertableAddress'], args['chainID']];
      const hash = solidityPackedKeccak256(types, values);
      return [derivedId(context, numberOf(context.row, chain), hash), revertId(context, hash)];
    });
}

/** What comes back is told on the chain that it left, and not where it should have gone. */
function revertId(context: BridgeContext, hash: unknown) {
  return derivedId(context, 'revert', hash);
}

/** A revert that burns again for another chain gives nothing back here. */
function refund(context: BridgeContext, event: BridgeEvent): Leg | undefined {
  const recipient = eventAccount(context.record.chain, event.args['to']);
  const got = gainOf(context, recipient);
  if (!got) return undefined;
  return legAt(context, event, {
    role: 'refund',
    ids: [revertId(context, event.args['id'])],
    recipient: partyOf(recipient),
    asset: got.asset,
    amountBase: got.amountBase,
    transferKeys: got.transferKeys,
  });
}

function arrived(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const named = eventAccount(chain, args['to']);
  // Where a call follows, the event names the contract itself.
  const got = named === event.log.contract ? restOf(context) : gainOf(context, named);
  // A mint tells the token of the other chain.
  const isToken = event.name === 'BurnCompleted';
  const own = numberOf(context.row, chain);
  return legAt(context, event, {
    role: 'destination',
    ids: own === undefined ? [] : [derivedId(context, own, args['id'])],
    recipient: partyOf(got?.account ?? named),
    asset: got?.asset ?? (isToken ? eventAsset(chain, nativeAsset, args['token']) : undefined),
    amountBase: got?.amountBase ?? eventAmount(args['amount']),
    transferKeys: got?.transferKeys,
  });
}
