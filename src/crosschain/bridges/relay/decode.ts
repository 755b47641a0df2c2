import { addressOf } from '../../../domain/caip.ts';
import type { Leg } from '../../../domain/leg.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { transferKey } from '../../../domain/transfer.ts';
import { eventAmount, eventAsset } from '../../event-values.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { BridgeContext, BridgeFamily } from '../bridge-family.ts';
import { type BridgeRow, standingOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { exactId, legAt, legAtTransfer } from '../leg-builder.ts';

/**
 * Relay.link. The request id, 32 bytes, stands in the event of a deposit contract, or at the end of
 * the calldata of the payment to a solver; the solver repeats it at the end of his payout's.
 */
export const family: BridgeFamily = {
  events: [
    'event RelayNativeDeposit(address from, uint256 amount, bytes32 id)',
    'event RelayErc20Deposit(address from, address token, uint256 amount, bytes32 id)',
  ].map((abi) => ({ abi, group: 'depository' })),
  concerns: (record, row) => requestId(record) !== undefined && solverMoves(record, row).length > 0,
  decode(context) {
    const { record, row, events } = context;
    const deposits = events.map(({ args, ...event }) =>
      legAt(
        context,
        { args, ...event },
        {
          role: 'source',
          ids: [exactId(context, args['id'])],
          sender: declaredParty(record.chain, String(args['from'])),
          asset:
            args['token'] === undefined
              ? record.nativeAsset
              : eventAsset(record.chain, record.nativeAsset, args['token']),
          amountBase: eventAmount(args['amount']),
        },
      ),
    );
    const id = requestId(record);
    if (deposits.length > 0 || id === undefined) return deposits;
    const [move] = solverMoves(record, row);
    return move ? [solverLeg(context, move, id)] : [];
  },
};

/** The last 32 bytes of calldata that is nothing else, or follows a whole ERC-20 transfer call. */
function requestId(record: TransactionRecord): string | undefined {
  const digits = record.input?.slice(2) ?? '';
  const isTransfer = digits.length === 200 && digits.startsWith('a9059cbb');
  return digits.length === 64 || isTransfer ? `0x${digits.slice(-64)}` : undefined;
}

function solverMoves(record: TransactionRecord, row: BridgeRow): Transfer[] {
  const isSolver = (account: Transfer['to']) =>
    standingOf(row, 'solver', record.chain, addressOf(account)) === 'listed';
  return record.transfers.filter(
    (t) => t.kind !== 'fee' && t.amountBase > 0n && isSolver(t.from) !== isSolver(t.to),
  );
}

function solverLeg(context: BridgeContext, move: Transfer, id: string): Leg {
  const { record } = context;
  const isPayout =
    record.from === move.from &&
    standingOf(context.row, 'solver', record.chain, addressOf(move.from)) === 'listed';
  return legAtTransfer(
    context,
    { event: 'transfer', position: move.position, standing: 'listed' },
    {
      role: isPayout ? 'destination' : 'source',
      ids: [exactId(context, id)],
      sender: partyOf(move.from),
      recipient: isPayout ? partyOf(move.to) : undefined,
      asset: move.asset,
      amountBase: move.amountBase,
      transferKeys: [transferKey(move)],
    },
  );
}
