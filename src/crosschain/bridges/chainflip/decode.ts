import { addressOf } from '../../../domain/caip.ts';
import type { Leg } from '../../../domain/leg.ts';
import { type Transfer, transferKey } from '../../../domain/transfer.ts';
import { eventAmount, eventAsset } from '../../event-values.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { type BridgeRow, standingOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, legAt, legAtTransfer } from '../leg-builder.ts';

const terms = 'uint32 dstChain, bytes dstAddress, uint32 dstToken';

/**
 * Chainflip vault swaps. The request names chain and receiver; the swap's number exists only on
 * Chainflip's own chain, so a payout, which is any transfer out of a vault, has no id.
 */
export const family: BridgeFamily = {
  events: [
    `event SwapNative(${terms}, uint256 amount, address indexed sender, bytes cfParameters)`,
    `event SwapToken(${terms}, address srcToken, uint256 amount, address indexed sender, bytes cfParameters)`,
    `event XCallNative(${terms}, uint256 amount, address indexed sender, bytes message, uint256 gasAmount, bytes cfParameters)`,
    `event XCallToken(${terms}, address srcToken, uint256 amount, address indexed sender, bytes message, uint256 gasAmount, bytes cfParameters)`,
  ].map((abi) => ({ abi, group: 'vault' })),
  concerns: (record, row) => payouts(record, row).length > 0,
  decode: (context) => [
    ...context.events.map((event) => source(context, event)),
    ...payouts(context.record, context.row).map((payout) => payoutLeg(context, payout)),
  ],
};

function source(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const other = counterpartOf(context, args['dstChain']);
  const token = args['srcToken'];
  return legAt(context, event, {
    role: 'source',
    ...other,
    sender: declaredParty(chain, String(args['sender'])),
    recipient: declaredParty(other.counterpart, String(args['dstAddress'])),
    asset: token === undefined ? nativeAsset : eventAsset(chain, nativeAsset, token),
    amountBase: eventAmount(args['amount']),
  });
}

function payouts(record: TransactionRecord, row: BridgeRow): Transfer[] {
  return record.transfers.filter(
    (t) =>
      t.kind !== 'fee' &&
      t.amountBase > 0n &&
      standingOf(row, 'vault', record.chain, addressOf(t.from)) === 'listed',
  );
}

function payoutLeg(context: BridgeContext, payout: Transfer): Leg {
  return legAtTransfer(
    context,
    { event: 'transfer', position: payout.position, standing: 'listed' },
    {
      role: 'destination',
      recipient: partyOf(payout.to),
      asset: payout.asset,
      amountBase: payout.amountBase,
      transferKeys: [transferKey(payout)],
    },
  );
}
