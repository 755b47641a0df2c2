import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, tokenAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, moveOf } from '../value-moves.ts';

/** Multichain (Anyswap): the payout names the hash of the source transaction. */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event LogAnySwapOut(address indexed token, address indexed from, address indexed to, uint256 amount, uint256 fromChainID, uint256 toChainID)',
      group: 'router',
    },
    {
      abi: 'event LogAnySwapIn(bytes32 indexed txhash, address indexed token, address indexed to, uint256 amount, uint256 fromChainID, uint256 toChainID)',
      group: 'router',
    },
    {
      abi: 'event LogSwapout(address indexed account, address indexed bindaddr, uint256 amount)',
    },
    { abi: 'event LogSwapin(bytes32 indexed txhash, address indexed account, uint256 amount)' },
  ],
  decode: (context) =>
    context.events.map((event) =>
      event.args['txhash'] === undefined ? source(context, event) : destination(context, event),
    ),
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain, tx } = context.record;
  const number = args['toChainID'];
  const other = number === undefined ? undefined : counterpartOf(context, number);
  const amountBase = eventAmount(args['amount']);
  // The router's token wraps what was given: the user's asset is what moved in that amount.
  const given = moveOf(context, amountBase, () => true);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, tx)],
    ...other,
    sender: declaredParty(chain, String(args['from'] ?? args['account'])),
    recipient: declaredParty(other?.counterpart, String(args['to'] ?? args['bindaddr'])),
    asset:
      given?.asset ?? tokenAsset(args['token'] ? eventAccount(chain, args['token']) : log.contract),
    amountBase,
    transferKeys: given?.transferKeys,
  });
}

function destination(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { chain } = context.record;
  const recipient = eventAccount(chain, args['to'] ?? args['account']);
  const got = gainOf(context, recipient);
  const number = args['fromChainID'];
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['txhash'])],
    ...(number === undefined ? {} : counterpartOf(context, number)),
    recipient: partyOf(recipient),
    asset:
      got?.asset ?? tokenAsset(args['token'] ? eventAccount(chain, args['token']) : log.contract),
    amountBase: eventAmount(args['amount']),
    transferKeys: got?.transferKeys,
  });
}
