import { addressOf } from '../../../domain/caip.ts';
import type { Leg } from '../../../domain/leg.ts';
import { type Transfer, transferKey } from '../../../domain/transfer.ts';
import { eventAccount, eventAmount, tokenAsset } from '../../event-values.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { type BridgeRow, standingOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt, legAtTransfer } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';

/**
 * The Avalanche bridge: wardens hold what comes to an account of theirs and mint its image, naming
 * the source transaction (for BTC.b the outpoint). The way back, an unwrap, has no id: the wardens
 * pay the same address from that account.
 */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event Mint(address to, uint256 amount, address feeAddress, uint256 feeAmount, bytes32 originTxId)',
      group: 'token',
    },
    {
      abi: 'event Mint(address to, uint256 amount, address feeAddress, uint256 feeAmount, bytes32 originTxId, uint256 originOutputIndex)',
      group: 'btcb',
    },
    { abi: 'event Unwrap(uint256 amount, uint256 chainId)', group: 'btcb' },
  ],
  concerns: (record, row) => wardenMoves(record, row).length > 0,
  decode(context) {
    const legs = context.events.map((event) =>
      event.name === 'Mint' ? minted(context, event) : unwrapped(context, event),
    );
    if (legs.length > 0) return legs;
    return wardenMoves(context.record, context.row).map((move) => wardenLeg(context, move));
  },
};

function minted(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const recipient = eventAccount(context.record.chain, args['to']);
  const output = args['originOutputIndex'];
  const origin = output === undefined ? [args['originTxId']] : [args['originTxId'], output];
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, ...origin)],
    ...counterpartOf(context, output === undefined ? 0 : 1),
    recipient: partyOf(recipient),
    asset: tokenAsset(log.contract),
    amountBase: eventAmount(args['amount']),
    transferKeys: gainOf(context, recipient)?.transferKeys,
  });
}

function unwrapped(context: BridgeContext, event: BridgeEvent): Leg {
  const { args, log } = event;
  const { from } = context.record;
  const other = counterpartOf(context, args['chainId']);
  const isSameAddress = other.counterpart?.startsWith('eip155:') === true;
  return legAt(context, event, {
    role: 'source',
    ...other,
    sender: from && partyOf(from),
    recipient:
      from && isSameAddress ? declaredParty(other.counterpart, addressOf(from)) : undefined,
    asset: tokenAsset(log.contract),
    amountBase: eventAmount(args['amount']),
  });
}

function wardenMoves(record: TransactionRecord, row: BridgeRow): Transfer[] {
  const isWarden = (account: Transfer['to']) =>
    standingOf(row, 'warden', record.chain, addressOf(account)) === 'listed';
  return record.transfers.filter(
    (t) => t.kind !== 'fee' && t.amountBase > 0n && isWarden(t.from) !== isWarden(t.to),
  );
}

function wardenLeg(context: BridgeContext, move: Transfer): Leg {
  const { record, row } = context;
  const isDeposit = standingOf(row, 'warden', record.chain, addressOf(move.to)) === 'listed';
  return legAtTransfer(
    context,
    { event: 'transfer', position: move.position, standing: 'listed' },
    {
      role: isDeposit ? 'source' : 'destination',
      ids: isDeposit ? [exactId(context, record.tx)] : [],
      sender: partyOf(move.from),
      recipient: isDeposit ? undefined : partyOf(move.to),
      asset: move.asset,
      amountBase: move.amountBase,
      transferKeys: [transferKey(move)],
    },
  );
}
